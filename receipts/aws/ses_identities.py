"""Who may send, as SES knows them, and the account they send from."""

from typing import TYPE_CHECKING, Any

from receipts.aws.answers import translated
from receipts.errors import MissingObjectError
from receipts.stacks import SesIdentity

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

_DKIM_ZONE = "dkim.amazonses.com"
_EASY = "AWS_SES"


class SesIdentities:
    """Asks SES about identities, and asks it to verify them."""

    def __init__(self, client: "SESV2Client") -> None:
        self._ses = client

    def find(self, identity: str) -> SesIdentity | None:
        """None when SES was never asked to verify it."""
        try:
            with translated("ask SES about the identity"):
                return identity_of(self._ses.get_email_identity(EmailIdentity=identity))
        except MissingObjectError:
            return None

    def ask_to_verify(self, identity: str, *, mail_from: str) -> None:
        """Begin to verify it. Without its MAIL FROM domain's records SES uses its own."""
        with translated("ask SES to verify the identity"):
            self._ses.create_email_identity(EmailIdentity=identity)
            if mail_from:
                self._ses.put_email_identity_mail_from_attributes(
                    EmailIdentity=identity,
                    MailFromDomain=mail_from,
                    BehaviorOnMxFailure="USE_DEFAULT_VALUE",
                )

    def is_in_sandbox(self) -> bool:
        """Whether only verified addresses get mail."""
        with translated("ask SES about the account"):
            return not self._ses.get_account().get("ProductionAccessEnabled", False)


def identity_of(answer: Any) -> SesIdentity:
    """SES's answer, read."""
    dkim, envelope = answer.get("DkimAttributes", {}), answer.get("MailFromAttributes", {})
    # With a key of one's own it is the name of that key instead.
    is_easy = dkim.get("SigningAttributesOrigin", _EASY).startswith(_EASY)
    return SesIdentity(
        is_verified=answer.get("VerifiedForSendingStatus", False),
        dkim=dkim.get("Status", "NOT_STARTED"),
        tokens=tuple(dkim.get("Tokens", [])) if is_easy else (),
        dkim_zone=dkim.get("SigningHostedZone", _DKIM_ZONE),
        mail_from=envelope.get("MailFromDomain", ""),
        mail_from_status=envelope.get("MailFromDomainStatus", ""),
    )
