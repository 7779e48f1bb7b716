"""Every error the pipeline raises, and whether trying again can help."""

from receipts.reasons import Reason


class ReceiptsError(Exception):
    """The root: anything the pipeline says about its own failures."""


class RetryableError(ReceiptsError):
    """The same call may work later; nothing was done."""


class PermanentError(ReceiptsError):
    """The same call will always fail; a person has to change something."""


class UnexpectedError(ReceiptsError):
    """An error that is not ours; its words, which may quote anything, are left out."""


class ConfigError(PermanentError):
    """A setting is missing or not usable; the message lists all of them."""


class QueryError(PermanentError):
    """A query of the audit data cannot be answered; the message says why, in words."""


class MissingObjectError(PermanentError):
    """The object asked for does not exist."""


class CausedError(PermanentError):
    """This receipt cannot be sent. `cause` is a stable code for the DLQ."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause


class MalformedMessageError(CausedError):
    """A queue message is not one of ours, or not one we understand."""

    def __init__(self, message: str) -> None:
        super().__init__("malformed_message", message)


class AlteredSnapshotError(CausedError):
    """A snapshot is missing, unreadable, or not the content its receipt_id names."""

    def __init__(self, message: str) -> None:
        super().__init__("altered_snapshot", message)


class LetterheadError(CausedError):
    """A run's letterhead is missing or unreadable: nobody knows who its receipts are from."""

    def __init__(self, message: str) -> None:
        super().__init__("letterhead_missing", message)


class UnrenderableError(CausedError):
    """A receipt's values make no mail: nothing was sent, and nothing will be."""

    def __init__(self, message: str) -> None:
        super().__init__("cannot_be_rendered", message)


class RefusedError(CausedError):
    """SES said no to this one mail; it was not sent."""

    def __init__(self, message: str) -> None:
        super().__init__("refused_by_ses", message)


class NotSentError(RetryableError):
    """The mail was certainly not accepted (throttled, no connection); try later."""


class SendingStoppedError(NotSentError):
    """SES refuses every mail for now. `reason` says why all sending has to pause."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class AnswerLostError(ReceiptsError):
    """SES may or may not have accepted the mail. Never try again by itself."""
