"""What becomes of a mail: delivered, unless it went to one of SES's simulated mailboxes. Pure.

https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
"""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

_DOMAIN = "simulator.amazonses.com"
_MTA = "a8-50.smtp-out.amazonses.com"
#: By mailbox: why it bounces, and what says so.
_BOUNCES = {
    "bounce": {
        "bounceSubType": "General",
        "diagnosticCode": "smtp; 550 5.1.1 user unknown",
        "reportingMTA": f"dsn; {_MTA}",
    },
    "suppressionlist": {
        "bounceSubType": "Suppressed",
        "diagnosticCode": "Amazon SES has suppressed sending to this address because it has a "
        "recent history of bouncing as an invalid address.",
        "reportingMTA": "dns; amazonses.com",
    },
}


def is_simulated(recipient: str) -> bool:
    """Whether the address is the simulator's: mails to it use up no quota."""
    return _parts(recipient)[1] == _DOMAIN


def fate_of(recipient: str, *, at: str, feedback_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Event types of a destination, and the part of the event that only this type has."""
    name, domain = _parts(recipient)
    # bounce+label@… is bounce@…
    mailbox = name.partition("+")[0] if domain == _DOMAIN else ""
    yield "SEND", {}
    if mailbox in _BOUNCES:
        yield "BOUNCE", _bounce(recipient, mailbox, at=at, feedback_id=feedback_id)
        return
    # The mailbox ooto answers by mail; an event it makes none.
    yield "DELIVERY", _delivery(recipient, at=at)
    if mailbox == "complaint":
        yield "COMPLAINT", _complaint(recipient, at=at, feedback_id=feedback_id)


def _parts(recipient: str) -> tuple[str, str]:
    name, _, domain = parseaddr(recipient)[1].lower().rpartition("@")
    return name, domain


def _bounce(recipient: str, mailbox: str, *, at: str, feedback_id: str) -> dict[str, Any]:
    why = _BOUNCES[mailbox]
    return {
        "feedbackId": feedback_id,
        "bounceType": "Permanent",
        "bounceSubType": why["bounceSubType"],
        "bouncedRecipients": [
            {
                "emailAddress": parseaddr(recipient)[1],
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": why["diagnosticCode"],
            }
        ],
        "timestamp": at,
        "reportingMTA": why["reportingMTA"],
    }


def _delivery(recipient: str, *, at: str) -> dict[str, Any]:
    return {
        "timestamp": at,
        "processingTimeMillis": 0,
        "recipients": [parseaddr(recipient)[1]],
        "smtpResponse": "250 2.6.0 Message received",
        "remoteMtaIp": "127.0.0.1",
        "reportingMTA": _MTA,
    }


def _complaint(recipient: str, *, at: str, feedback_id: str) -> dict[str, Any]:
    return {
        "feedbackId": feedback_id,
        "complaintSubType": None,
        "complainedRecipients": [{"emailAddress": parseaddr(recipient)[1]}],
        "timestamp": at,
        "userAgent": "Amazon SES Mailbox Simulator",
        "complaintFeedbackType": "abuse",
        "arrivalDate": at,
    }
