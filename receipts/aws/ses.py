"""SES v2. Every answer is one of four kinds; none is tried again here."""

from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)

from receipts.aws.answers import code_of
from receipts.errors import (
    AnswerLostError,
    NotSentError,
    ReceiptsError,
    RefusedError,
    SendingStoppedError,
)
from receipts.model import Mail
from receipts.reasons import Reason

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

#: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
_THROTTLED = {"TooManyRequestsException", "ThrottlingException", "Throttling"}
_STOPPED = {
    "LimitExceededException": Reason.QUOTA,
    "AccountSuspendedException": Reason.ACCOUNT,
    "SendingPausedException": Reason.ACCOUNT,
    "MailFromDomainNotVerifiedException": Reason.IDENTITY,
    # The configuration set.
    "NotFoundException": Reason.REFUSED,
}
#: No page says which code these come with:
#: https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
_STOPPED_BY_WORDS = {
    "Daily message quota": Reason.QUOTA,
    "Sending paused": Reason.ACCOUNT,
    "not verified": Reason.IDENTITY,
}
#: Whatever its code: a signature, a token or a policy, never this one mail.
_FORBIDDEN = 403
#: These failed before a byte of the mail left.
_NEVER_LEFT = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError)


class SesMailer:
    """Sends raw MIME under a configuration set, so that events come back."""

    def __init__(self, client: "SESV2Client", configuration_set: str) -> None:
        self._ses = client
        self._configuration_set = configuration_set

    def send(self, mail: Mail) -> str:
        """Call SES exactly once; the client must not retry (`Clients.once`)."""
        try:
            answer = self._ses.send_email(
                FromEmailAddress=mail.sender,
                Destination={"ToAddresses": [mail.recipient]},
                Content={"Raw": {"Data": mail.mime}},
                EmailTags=[{"Name": n, "Value": v} for n, v in sorted(mail.tags.items())],
                ConfigurationSetName=self._configuration_set,
            )
        except ClientError as error:
            # Without its cause: SES quotes addresses, and a traceback would carry them into logs.
            raise _ours(error) from None
        except _NEVER_LEFT as error:
            raise NotSentError(type(error).__name__) from error
        except BotoCoreError as error:
            raise AnswerLostError(type(error).__name__) from error
        return answer["MessageId"]


def _ours(error: ClientError) -> ReceiptsError:
    code, text = code_of(error), str(error.response.get("Error", {}).get("Message", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    worded = (reason for words, reason in _STOPPED_BY_WORDS.items() if words in text)
    refused = Reason.REFUSED if status == _FORBIDDEN else None
    if reason := _STOPPED.get(code) or next(worded, None) or refused:
        return SendingStoppedError(reason, code)
    if code in _THROTTLED or status == 429:
        return NotSentError(code)
    return AnswerLostError(code) if status >= 500 else RefusedError(code)
