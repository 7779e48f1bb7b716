"""The account's own side of SES v2, which moto.sesv2 lacks: what it may send, and whether."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from moto.core.exceptions import JsonRESTError
from moto.ses.models import EmailIdentity, SESBackend
from moto.sesv2 import urls
from moto.sesv2.responses import SESV2Response


@dataclass(slots=True, kw_only=True)
class SesAccount:
    """An account out of the sandbox. Whoever plays AWS may change its fields at any time."""

    daily_quota: float = 50_000
    sends_a_second: float = 200
    sending_enabled: bool = True
    #: HEALTHY, PROBATION or SHUTDOWN.
    enforcement_status: str = "HEALTHY"
    #: NONE, ESSENTIALS, PRO or ENTERPRISE.
    plan: str = "ESSENTIALS"
    _counting: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def may_send(self) -> bool:
        """Whether neither its owner nor AWS paused it."""
        return self.sending_enabled and self.enforcement_status != "SHUTDOWN"

    def require_sending(self) -> None:
        """Refuse like a paused account."""
        if not self.may_send:
            raise JsonRESTError(
                "SendingPausedException", "Email sending is disabled for this account."
            )

    def take(self, count: int, ses: SESBackend) -> None:
        """Count recipients against the quota, which unlike AWS's never comes back by itself.

        ThrottlingException is the one name AWS gives for it, though API v2's model does not have
        it: https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
        """
        with self._counting:
            if count and ses.sent_message_count >= self.daily_quota:
                raise JsonRESTError("ThrottlingException", "Daily message quota exceeded.")
            ses.sent_message_count += count


@contextmanager
def completed(account: SesAccount) -> Iterator[None]:
    """While open, SES says of its account what `account` says, and new identities are verified."""

    def get_account(self: SESV2Response) -> str:
        return json.dumps(_described(account, self.sesv2_backend.core_backend))

    def put_account_sending_attributes(self: SESV2Response) -> str:
        account.sending_enabled = json.loads(self.body).get("SendingEnabled", False)
        return "{}"

    def put_account_pricing_attributes(self: SESV2Response) -> str:
        account.plan = json.loads(self.body)["Plan"]
        return "{}"

    with (
        patch.multiple(
            SESV2Response,
            create=True,
            get_account=get_account,
            put_account_sending_attributes=put_account_sending_attributes,
            put_account_pricing_attributes=put_account_pricing_attributes,
        ),
        patch.dict(
            urls.url_paths,
            {
                "{0}/v2/email/account$": SESV2Response.dispatch,
                "{0}/v2/email/account/sending$": SESV2Response.dispatch,
                "{0}/v2/email/account/pricing-attributes$": SESV2Response.dispatch,
            },
        ),
        _verified_identities(),
    ):
        yield


def _described(account: SesAccount, ses: SESBackend) -> dict[str, Any]:
    return {
        "EnforcementStatus": account.enforcement_status,
        "PricingAttributes": {"CurrentPlan": account.plan},
        "ProductionAccessEnabled": True,
        "SendingEnabled": account.may_send,
        "SendQuota": {
            "Max24HourSend": float(account.daily_quota),
            "MaxSendRate": float(account.sends_a_second),
            "SentLast24Hours": float(ses.sent_message_count),
        },
    }


@contextmanager
def _verified_identities() -> Iterator[None]:
    """moto.ses.models.EmailIdentity stays unverified, although moto lets it send.

    Without DNS and mailboxes there is nothing to wait for. A domain is verified by its DKIM
    records: https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
    """
    begin, describe = EmailIdentity.__init__, SESV2Response.get_email_identity
    # MAIL FROM attributes by identity, which moto does not keep.
    envelopes: dict[str, dict[str, str]] = {}

    def verified(self: EmailIdentity, *args: Any, **options: Any) -> None:
        begin(self, *args, **options)
        self.verified_for_sending_status = True
        self.feedback_forwarding_status = True
        if self.identity_type == "DOMAIN":
            self.dkim_attributes |= {"SigningEnabled": True, "Status": "SUCCESS"}

    def get_email_identity(self: SESV2Response) -> str:
        # What SES says where nobody set a MAIL FROM domain; moto says nothing.
        unset = {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
        envelope = envelopes.get(_identity_in(self.path), unset)
        return json.dumps({**json.loads(describe(self)), "MailFromAttributes": envelope})

    def put_email_identity_mail_from_attributes(self: SESV2Response) -> str:
        told = json.loads(self.body)
        verified = {"MailFromDomainStatus": "SUCCESS"} if told.get("MailFromDomain") else {}
        envelopes[_identity_in(self.path)] = {**told, **verified}
        return "{}"

    with (
        patch.object(EmailIdentity, "__init__", verified),
        patch.multiple(
            SESV2Response,
            create=True,
            get_email_identity=get_email_identity,
            put_email_identity_mail_from_attributes=put_email_identity_mail_from_attributes,
        ),
        patch.dict(
            urls.url_paths,
            {"{0}/v2/email/identities/(?P<name>[^/]+)/mail-from$": SESV2Response.dispatch},
        ),
    ):
        yield


def _identity_in(path: str) -> str:
    """Of `/v2/email/identities/NAME` and what is below it."""
    return unquote(path.split("/")[4])
