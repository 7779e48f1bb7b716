"""One SES event -> the ledger's row moves forward, or stays; what we do not know is kept."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime

from receipts import keys
from receipts.brake import Limits, Tally, counted
from receipts.errors import MalformedMessageError, ReceiptsError
from receipts.feedback.braking import count_outcomes
from receipts.feedback.ses_events import FeedbackEvent, Kind, from_body
from receipts.feedback.strip import stripped
from receipts.ledger import LedgerEntry, MailTags, State
from receipts.lifecycle import advanced
from receipts.port_bundles import FeedbackPorts
from receipts.ports import AuditStore, Ledger

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
    # SES took it and could not make a mail of it.
    (Kind.RENDERING_FAILURE, None): State.REJECTED,
}


def record_feedback_batch(
    bodies: Mapping[str, str], *, ports: FeedbackPorts, limits: Limits
) -> list[str]:
    """Handle message bodies by their SQS id; the ids that must come back."""
    failed: list[str] = []
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for sqs_id, body in bodies.items():
        try:
            for run_id, tally in record_feedback(body, ports=ports):
                tallies[run_id] += tally
        except ReceiptsError as error:
            _log.warning("feedback_comes_back", extra={"sqs_id": sqs_id}, exc_info=error)
            failed.append(sqs_id)
    count_outcomes(tallies, ports=ports, limits=limits)
    return failed


def record_feedback(body: str, *, ports: FeedbackPorts) -> list[tuple[str, Tally]]:
    """Write down what one message says; what that adds to the tallies of runs.

    An error means that it must come back. What is not about a receipt of ours is logged and done
    with: trying again changes nothing.
    """
    try:
        events = from_body(body)
    except MalformedMessageError as error:
        # Such as the note SES sends when the event destination is made.
        _log.warning("feedback_ignored", extra={"cause": error.cause})
        return []
    if events[0].kind is Kind.UNKNOWN:
        _keep(body, events[0], ports.audit)
        return []
    return [step for event in events for step in _record(event, ports)]


def _keep(body: str, event: FeedbackEvent, audit: AuditStore) -> None:
    """A kind we know nothing of may matter later; the same event again is the same object."""
    content = stripped(body)
    key = keys.event_key(sent_at=event.sent_at, content=content)
    new = audit.put_new(key, content)
    _log.info("feedback_kept", extra={"reason": event.reason, "key": key, "new": new})


def _record(event: FeedbackEvent, ports: FeedbackPorts) -> Iterator[tuple[str, Tally]]:
    state = reached(event)
    what = {"kind": event.kind, "reason": event.reason, "detail": event.detail}
    if event.tags is None or state is None:
        _log.warning("feedback_ignored", extra={**what, "ours": event.tags is not None})
        return
    told = _told(event, event.tags, state, now=ports.clock.now())
    step = _advance(told, ports.ledger)
    ids = {"run_id": told.run_id, "receipt_id": told.receipt_id}
    extra = {**what, **ids, "state": state, "changed": step is not None}
    _log.info("feedback_recorded", extra=extra)
    if step:
        yield told.run_id, counted(*step)


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


def _advance(told: LedgerEntry, ledger: Ledger) -> tuple[State | None, State] | None:
    """The step the row made, if any. Whoever loses a race tries again on the row that won."""
    seen = ledger.find(told.billing_period, told.customer_key)
    while new := advanced(seen, told):
        found = ledger.swap(new, seen=seen)
        if found is None:
            return seen.state if seen else None, new.state
        seen = found
    return None
