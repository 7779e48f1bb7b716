"""What SES says of our account and of the identity we send from."""

from typing import TYPE_CHECKING, Any

from receipts.aws.answers import translated
from receipts.model import SendingAccount

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

_UNLIMITED = -1


class SesDesk:
    """Asks SES."""

    def __init__(self, client: "SESV2Client", identity: str) -> None:
        self._ses = client
        self._identity = identity

    def ask(self) -> SendingAccount:
        """Quota and standing, now."""
        with translated("ask SES about the account"):
            account = self._ses.get_account()
        with translated("ask SES about the identity"):
            identity = self._ses.get_email_identity(EmailIdentity=self._identity)
        quota = int(account["SendQuota"]["Max24HourSend"])
        return SendingAccount(
            is_sending=account["SendingEnabled"] and account["EnforcementStatus"] != "SHUTDOWN",
            is_verified=_may_send(identity),
            quota=None if quota == _UNLIMITED else quota,
            sent=int(account["SendQuota"]["SentLast24Hours"]),
        )


def _may_send(identity: Any) -> bool:
    """Verified, and SES would not refuse its mails for want of its MAIL FROM domain's records.

    https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MailFromAttributes.html
    """
    envelope = identity.get("MailFromAttributes", {})
    strict = envelope.get("BehaviorOnMxFailure") == "REJECT_MESSAGE"
    failed = envelope.get("MailFromDomain") and envelope.get("MailFromDomainStatus") != "SUCCESS"
    return bool(identity["VerifiedForSendingStatus"]) and not (strict and failed)
