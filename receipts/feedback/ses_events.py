"""SES's events -> one FeedbackEvent per recipient. Pure.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from receipts.errors import MalformedMessageError
from receipts.ledger import MailTags


class Kind(StrEnum):
    """SES's `eventType`."""

    SEND = "Send"
    DELIVERY = "Delivery"
    BOUNCE = "Bounce"
    COMPLAINT = "Complaint"
    REJECT = "Reject"
    DELIVERY_DELAY = "DeliveryDelay"
    RENDERING_FAILURE = "Rendering Failure"
    #: Says nothing about a receipt (Open, Click, Subscription), or AWS added it later.
    UNKNOWN = "Unknown"

    @classmethod
    def _missing_(cls, value: object) -> "Kind":
        return cls.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackEvent:
    """What SES says of one mail to one recipient."""

    kind: Kind
    #: Such as Permanent for a bounce, abuse for a complaint; of UNKNOWN the type's name.
    reason: str | None
    #: The reason's subtype, such as NoEmail.
    detail: str | None
    #: None: not a mail of ours.
    tags: MailTags | None
    message_id: str
    #: When SES took the mail; aware UTC.
    sent_at: datetime
    #: Personal: never in a log.
    recipient: str = field(repr=False)


class _Place(NamedTuple):
    """Where the events of a kind keep what we read."""

    section: str = ""
    recipients: str = ""
    reason: str = ""
    detail: str = ""


_PLACES = {
    Kind.DELIVERY: _Place("delivery", "recipients"),
    Kind.BOUNCE: _Place("bounce", "bouncedRecipients", "bounceType", "bounceSubType"),
    Kind.COMPLAINT: _Place(
        "complaint", "complainedRecipients", "complaintFeedbackType", "complaintSubType"
    ),
    Kind.REJECT: _Place("reject", reason="reason"),
    Kind.DELIVERY_DELAY: _Place("deliveryDelay", "delayedRecipients", "delayType"),
}
#: Where SES's own words may quote what a template was filled with.
_NO_WORDS = {Kind.RENDERING_FAILURE: "rendering_failure"}
_HASH, _COUNT = r"[0-9a-f]{32}", r"[1-9][0-9]{0,8}"
_TAGS = {
    "billing_period": r"20[0-9]{2}-(0[1-9]|1[0-2])",
    "customer_key": _HASH,
    "receipt_id": _HASH,
    "bill_id": _HASH,
    "run_id": _HASH,
    "revision": _COUNT,
    "attempt": _COUNT,
}


def from_body(body: str) -> list[FeedbackEvent]:
    """One event per recipient, at least one; MalformedMessageError for anything but an event."""
    try:
        return _events(json.loads(body))
    except (ValueError, LookupError, TypeError, AttributeError):
        # Without its cause, whose text may quote an address.
        raise MalformedMessageError("the body is not an SES event") from None


def _events(record: Mapping[str, Any]) -> list[FeedbackEvent]:
    # SES's feedback on an identity, without a configuration set, says notificationType:
    # https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
    name = record.get("eventType") or record["notificationType"]
    kind, mail = Kind(name), record["mail"]
    place = _PLACES.get(kind, _Place())
    section = record.get(place.section, {})
    return [
        FeedbackEvent(
            kind=kind,
            reason=_NO_WORDS.get(kind)
            or _word(name if kind is Kind.UNKNOWN else section.get(place.reason)),
            detail=_word(section.get(place.detail)),
            tags=_tags(mail.get("tags", {})),
            message_id=str(mail["messageId"]),
            sent_at=datetime.fromisoformat(mail["timestamp"]).astimezone(UTC),
            recipient=recipient,
        )
        for recipient in _recipients(section.get(place.recipients) or mail.get("destination", []))
    ]


def _recipients(listed: list[Any]) -> list[str]:
    """Addresses; an event that lists none is still one event."""
    return [one["emailAddress"] if isinstance(one, dict) else one for one in listed] or [""]


def _word(text: object) -> str | None:
    """A name AWS gave, never an address: it goes into the ledger and the logs."""
    named = isinstance(text, str) and re.fullmatch(r"[A-Za-z -]{1,64}", text)
    return str(text) if named else None


def _tags(values: Mapping[str, list[str]]) -> MailTags | None:
    """Our tags; None when one is missing or not of our making."""
    texts = {name: "".join(values.get(name, [])) for name in _TAGS}
    if not all(re.fullmatch(_TAGS[name], text) for name, text in texts.items()):
        return None
    revision, attempt = int(texts.pop("revision")), int(texts.pop("attempt"))
    return MailTags(**texts, revision=revision, attempt=attempt)
