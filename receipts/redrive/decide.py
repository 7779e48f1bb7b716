"""What a redrive does with a dead letter. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from receipts import messages
from receipts.errors import MalformedMessageError
from receipts.lifecycle import Verdict
from receipts.model import DeadLetter, ReceiptMessage
from receipts.redrive.causes import NO_CAUSE, ONLY_IF_NAMED


class Decision(StrEnum):
    """What becomes of one letter."""

    #: To the receipt queue.
    MOVE = "move"
    #: SES has it: out of the dead-letter queue, nothing is sent.
    ALREADY_SENT = "already_sent"
    #: Newer content took its place: out of the dead-letter queue.
    SUPERSEDED = "superseded"
    #: All below stay where they are.
    IN_DOUBT = "in_doubt"
    BEING_SENT = "being_sent"
    CONFLICT = "conflict"
    MALFORMED = "malformed"
    #: Its cause is one that has to be named.
    REFUSED = "refused"
    #: Another cause was asked for.
    NOT_ASKED = "not_asked"
    #: The same receipt was moved a moment ago: it failed again, or its letter is there twice.
    MOVED_BEFORE = "moved_before"
    #: The receipt queue may not have it.
    NOT_QUEUED = "not_queued"
    #: Moved or done with, but SQS did not delete the letter.
    NOT_DELETED = "not_deleted"


#: Deleted without being sent.
REMOVED = frozenset({Decision.ALREADY_SENT, Decision.SUPERSEDED})
GONE = REMOVED | {Decision.MOVE}

_BY_VERDICT = {
    Verdict.SEND: Decision.MOVE,
    # The worker sends nothing of it, and writes down why.
    Verdict.RUN_ENDED: Decision.MOVE,
    Verdict.ALREADY_SENT: Decision.ALREADY_SENT,
    Verdict.SUPERSEDED: Decision.SUPERSEDED,
    Verdict.BUSY: Decision.BEING_SENT,
    Verdict.LOST: Decision.IN_DOUBT,
    Verdict.IN_DOUBT: Decision.IN_DOUBT,
    Verdict.CONFLICT: Decision.CONFLICT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asked for."""

    #: Only letters with this cause; None: all but those that have to be named.
    cause: str | None = None
    max_rate: int | None = None
    #: How long a claim is believed to be alive.
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Handled:
    """A letter and what becomes of it."""

    letter: DeadLetter
    message: ReceiptMessage | None
    decision: Decision

    @property
    def cause(self) -> str:
        """Its cause, `none` included."""
        return cause_of(self.letter)


def cause_of(letter: DeadLetter) -> str:
    """The cause, or the word for none."""
    return letter.cause or NO_CAUSE


def message_of(letter: DeadLetter) -> ReceiptMessage | None:
    """The pointer in a letter; None when there is nothing valid to send."""
    try:
        return messages.from_body(letter.body)
    except MalformedMessageError:
        return None


def refusal(letter: DeadLetter, request: Request) -> Decision | None:
    """Why a letter is left alone whatever the ledger says; None: ask the ledger."""
    cause = cause_of(letter)
    if request.cause not in (None, cause):
        return Decision.NOT_ASKED
    if message_of(letter) is None:
        return Decision.MALFORMED
    return Decision.REFUSED if cause in ONLY_IF_NAMED and request.cause is None else None


def decided(verdict: Verdict) -> Decision:
    """What the ledger's verdict on the message means for its letter."""
    return _BY_VERDICT[verdict]
