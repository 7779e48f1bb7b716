"""SES v2 as AWS documents it where moto.sesv2 is lenient: senders, sets, tags, raw bytes."""

import base64
import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import getaddresses, parseaddr
from typing import Any
from unittest.mock import patch

from moto.core.exceptions import JsonRESTError
from moto.ses.exceptions import MessageRejectedError, NotFoundException
from moto.ses.models import SESBackend, ses_backends
from moto.sesv2.responses import SESV2Response

from receipts.local.mailbox_simulator import is_simulated
from receipts.local.moto_new_type import Resource
from receipts.local.moto_ses_account import SesAccount

# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
_TAG = re.compile(r"[A-Za-z0-9_.@-]{1,256}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """One mail as SES accepted it."""

    message_id: str
    accepted_at: datetime
    #: The exact bytes of Content.Raw.Data.
    mime: bytes
    sender: str
    #: What was verified, so that the sender may send.
    identity: str
    recipients: tuple[str, ...]
    tags: dict[str, str]
    configuration_set: str | None


@contextmanager
def completed(
    account: SesAccount, on_sent: Callable[[SentMail, SESBackend], None]
) -> Iterator[None]:
    """While open, raw mails follow AWS's rules and are handed to `on_sent` before SES answers."""
    send_otherwise = SESV2Response.send_email

    def send_email(self: SESV2Response) -> str:
        request = json.loads(self.body)
        ses = self.sesv2_backend.core_backend
        account.require_sending()
        _require_configuration_set(ses, request.get("ConfigurationSetName"))
        if "Raw" not in request["Content"]:
            return send_otherwise(self)
        mail = _accepted(ses, request)
        account.take(sum(not is_simulated(each) for each in mail.recipients), ses)
        on_sent(mail, ses)
        return json.dumps({"MessageId": mail.message_id})

    with patch.object(SESV2Response, "send_email", send_email):
        yield


def _require_configuration_set(ses: SESBackend, name: str | None) -> None:
    # moto.sesv2.responses.send_email never looks at the name.
    if name and name not in ses.config_sets:
        raise NotFoundException(f"Configuration set <{name}> does not exist.")


def _accepted(ses: SESBackend, request: dict[str, Any]) -> SentMail:
    # Stands in for moto.ses.models.send_raw_email, which decodes the mail as UTF-8, doubles the
    # recipients, drops the tags and makes up an id of 70 random letters.
    mime = base64.b64decode(request["Content"]["Raw"]["Data"])
    sender = request.get("FromEmailAddress") or message_from_bytes(mime)["From"] or ""
    identity = _require_verified(ses, parseaddr(sender)[1])
    tags = {tag["Name"]: tag["Value"] for tag in request.get("EmailTags", [])}
    _require_legal(tags)
    return SentMail(
        message_id=_message_id(),
        accepted_at=datetime.now(UTC),
        mime=mime,
        sender=sender,
        identity=identity,
        recipients=_recipients(request.get("Destination", {}), mime),
        tags=tags,
        configuration_set=request.get("ConfigurationSetName"),
    )


def _recipients(destination: dict[str, list[str]], mime: bytes) -> tuple[str, ...]:
    # Without a destination SES reads the mail's own headers.
    named = [address for group in destination.values() for address in group]
    mail = message_from_bytes(mime)
    headers = [value for name in ("To", "Cc", "Bcc") for value in mail.get_all(name, [])]
    return tuple(named or [address for _, address in getaddresses(headers)])


def _require_verified(ses: SESBackend, address: str) -> str:
    """The identity that covers the address: itself, else its domain, else a domain above that.

    https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
    """
    labels = address.rpartition("@")[2].lower().split(".")
    for identity in (address, *(".".join(labels[start:]) for start in range(len(labels)))):
        if identity in ses.email_identities:
            return identity
    ses.rejected_messages_count += 1
    raise MessageRejectedError(
        "Email address is not verified. The following identities failed the check in region "
        f"{ses.region_name.upper()}: {address}"
    )


def _require_legal(tags: dict[str, str]) -> None:
    for text in (*tags, *tags.values()):
        if not _TAG.fullmatch(text):
            raise JsonRESTError("BadRequestException", f"Invalid message tag: {text!r}.")


def _message_id() -> str:
    return f"0100{time.time_ns() // 1_000_000:012x}-{uuid.uuid4()}-000000"


def create_configuration_set(resource: Resource) -> str:
    """AWS::SES::ConfigurationSet, known to SES v1 and v2, which share moto's backend."""
    properties = resource.properties
    ses_backends[resource.account_id][resource.region].create_configuration_set_v2(
        configuration_set_name=resource.name,
        tracking_options=properties.get("TrackingOptions", {}),
        delivery_options=properties.get("DeliveryOptions", {}),
        reputation_options=properties.get("ReputationOptions", {}),
        sending_options=properties.get("SendingOptions", {}).get("SendingEnabled", True),
        tags=properties.get("Tags", []),
        suppression_options=properties.get("SuppressionOptions", {}),
        vdm_options=properties.get("VdmOptions", {}),
    )
    return resource.name
