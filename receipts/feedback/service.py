"""One SES event -> the ledger's row moves forward, or stays."""

import logging
from dataclasses import asdict
from datetime import datetime

from receipts.errors import MalformedMessageError, ReceiptsError
from receipts.feedback.ses_events import FeedbackEvent, Kind, from_body
from receipts.lifecycle import LedgerEntry, MailTags, State, advanced
from receipts.ports import FeedbackPorts, Ledger

_log = logging.getLogger(__name__)

#: How far events show a mail to be: by kind and reason, else by kind.
_REACHED: dict[tuple[Kind, str | None], State] = {
    (Kind.SEND, None): State.SENT,
    (Kind.DELIVERY_DELAY, None): State.SENT,
    (Kind.DELIVERY, None): State.DELIVERED,
    (Kind.BOUNCE, "Permanent"): State.BOUNCED,
    # Transient and Undetermined: SES gave up, but the address may be good. Only a bad address
    # is BOUNCED, which lets the same bill go out again to a mended one.
    # https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-bounce-types
    (Kind.BOUNCE, None): State.SENT,
    (Kind.COMPLAINT, None): State.COMPLAINED,
    # The report that takes a complaint back; it was delivered.
    # https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-complaint-types
    (Kind.COMPLAINT, "not-spam"): State.DELIVERED,
    (Kind.REJECT, None): State.REJECTED,
}


def record_feedback_batch(bodies: dict[str, str], *, ports: FeedbackPorts) -> list[str]:
    """Handle message bodies by their SQS id; the ids that must come back."""
    failed: list[str] = []
    for sqs_id, body in bodies.items():
        try:
            record_feedback(body, ports=ports)
        except ReceiptsError as error:
            _log.warning("feedback_comes_back", extra={"sqs_id": sqs_id}, exc_info=error)
            failed.append(sqs_id)
    return failed


def record_feedback(body: str, *, ports: FeedbackPorts) -> None:
    """Write down what one message says; an error means that it must come back.

    What is not about a receipt of ours is logged and done with: trying again changes nothing.
    """
    try:
        events = from_body(body)
    except MalformedMessageError as error:
        # Such as the note SES sends when the event destination is made.
        _log.warning("feedback_ignored", extra={"cause": error.cause})
        return
    for event in events:
        _record(event, ports)


def _record(event: FeedbackEvent, ports: FeedbackPorts) -> None:
    state = reached(event)
    what = {"kind": event.kind, "reason": event.reason, "detail": event.detail}
    if event.tags is None or state is None:
        _log.warning("feedback_ignored", extra={**what, "ours": event.tags is not None})
        return
    told = _told(event, event.tags, state, now=ports.clock.now())
    changed = _advance(told, ports.ledger)
    extra = {**what, "receipt_id": told.receipt_id, "state": state, "changed": changed}
    _log.info("feedback_recorded", extra=extra)


def reached(event: FeedbackEvent) -> State | None:
    """How far the event shows its mail to be; None when it shows nothing."""
    return _REACHED.get((event.kind, event.reason), _REACHED.get((event.kind, None)))


def _told(event: FeedbackEvent, tags: MailTags, state: State, *, now: datetime) -> LedgerEntry:
    """The row as this event alone would write it."""
    return LedgerEntry(
        **asdict(tags),
        state=state,
        changed_at=now,
        message_id=event.message_id,
        sent_at=event.sent_at,
        cause="/".join(filter(None, (event.reason, event.detail))) or None,
    )


def _advance(told: LedgerEntry, ledger: Ledger) -> bool:
    """Whether the row moved. Whoever loses a race tries again on the row that won."""
    seen = ledger.find(told.billing_period, told.customer_key)
    while new := advanced(seen, told):
        seen = ledger.swap(new, seen=seen)
        if seen is None:
            return True
    return False
