"""Every decision about a row of the ledger. Pure: no clock, no DynamoDB."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from receipts.ledger import ACCEPTED, RESOLVED, RUN_ENDED, LedgerEntry, State
from receipts.model import ReceiptMessage

#: Where one more copy of the mail may do good and no harm.
_COPIED = frozenset({State.SENT, State.DELIVERED})

#: Where an event may still move a row that SES accepted; every other row to all of ACCEPTED.
_FURTHER: dict[State, frozenset[State]] = {
    State.SENT: ACCEPTED - {State.SENT},
    State.DELIVERED: frozenset({State.BOUNCED, State.COMPLAINED}),
    State.BOUNCED: frozenset({State.COMPLAINED}),
    State.COMPLAINED: frozenset(),
    State.REJECTED: frozenset(),
}


class Verdict(StrEnum):
    """What to do with a message, given the ledger's row."""

    SEND = "send"
    #: SES has it already: acknowledge.
    ALREADY_SENT = "already_sent"
    #: The row names newer content: acknowledge.
    SUPERSEDED = "superseded"
    #: Another worker is at it: let the message come back.
    BUSY = "busy"
    #: Its worker died: write IN_DOUBT, acknowledge.
    LOST = "lost"
    #: Waits for an event or a person: acknowledge.
    IN_DOUBT = "in_doubt"
    #: Other content was accepted for this customer and month: a person decides.
    CONFLICT = "conflict"
    #: A person ended its run: acknowledge.
    RUN_ENDED = "run_ended"


def judge(
    entry: LedgerEntry | None,
    message: ReceiptMessage,
    *,
    bill_id: str,
    now: datetime,
    lease: timedelta,
    is_ended: bool = False,
) -> Verdict:
    """Decide what a message may do. `bill_id` is that of the message's receipt.

    `is_ended`: a person ended the run that asks for it. A copy of what was accepted still goes out.
    """
    verdict = _judge(entry, message, bill_id=bill_id, now=now, lease=lease)
    if verdict is not Verdict.SEND or not is_ended:
        return verdict
    copy = entry and entry.receipt_id == message.receipt_id and was_accepted(entry)
    return Verdict.SEND if copy else Verdict.RUN_ENDED


def _judge(
    entry: LedgerEntry | None,
    message: ReceiptMessage,
    *,
    bill_id: str,
    now: datetime,
    lease: timedelta,
) -> Verdict:
    if entry is None:
        return Verdict.SEND
    if message.receipt_id == entry.receipt_id:
        return _judge_same(entry, now=now, lease=lease)
    if message.receipt_id in entry.superseded and message.revision <= entry.revision:
        return Verdict.SUPERSEDED
    return _judge_other(entry, message, bill_id=bill_id)


def _judge_same(entry: LedgerEntry, *, now: datetime, lease: timedelta) -> Verdict:
    if entry.state in ACCEPTED:
        return Verdict.SEND if _awaits_copy(entry) else Verdict.ALREADY_SENT
    if entry.state is State.SENDING:
        return Verdict.LOST if is_lost(entry, now, lease) else Verdict.BUSY
    return Verdict.SEND if entry.state is State.FAILED else Verdict.IN_DOUBT


def is_lost(entry: LedgerEntry, now: datetime, lease: timedelta) -> bool:
    """Whether its worker died: nobody claims a row for longer than the lease."""
    return entry.state is State.SENDING and now - entry.changed_at > lease


def _awaits_copy(entry: LedgerEntry) -> bool:
    return entry.copy_after == entry.attempt and entry.state in _COPIED


def was_accepted(entry: LedgerEntry) -> bool:
    """Whether SES took this content, by this attempt or by one before a copy was asked for."""
    return entry.state in ACCEPTED or entry.copy_after is not None


def _judge_other(entry: LedgerEntry, message: ReceiptMessage, *, bill_id: str) -> Verdict:
    if entry.state in {State.SENDING, State.IN_DOUBT}:
        return Verdict.CONFLICT
    if not was_accepted(entry):
        return Verdict.SEND
    if message.revision == entry.revision + 1:
        return Verdict.SEND
    moved = entry.state is State.BOUNCED and bill_id == entry.bill_id
    return Verdict.SEND if moved else Verdict.CONFLICT


def claimed(
    entry: LedgerEntry | None, message: ReceiptMessage, *, bill_id: str, now: datetime
) -> LedgerEntry:
    """The row of a worker that is about to call SES for this message."""
    seen = entry.superseded if entry else frozenset()
    same = entry is not None and entry.receipt_id == message.receipt_id
    if entry and not same:
        seen |= {entry.receipt_id}
    return LedgerEntry(
        billing_period=message.billing_period,
        customer_key=message.customer_key,
        receipt_id=message.receipt_id,
        bill_id=bill_id,
        run_id=message.run_id,
        revision=message.revision,
        state=State.SENDING,
        attempt=entry.attempt + 1 if entry else 1,
        changed_at=now,
        superseded=seen - {message.receipt_id},
        copy_after=entry.copy_after if entry and same else None,
        version=entry.version + 1 if entry else 1,
    )


def withheld(
    entry: LedgerEntry | None, message: ReceiptMessage, *, bill_id: str, now: datetime
) -> LedgerEntry | None:
    """The row of a message whose run was ended; None: what was accepted before stays as it is."""
    if entry and was_accepted(entry):
        return None
    row = claimed(entry, message, bill_id=bill_id, now=now)
    return replace(row, state=State.FAILED, cause=RUN_ENDED, attempt=entry.attempt if entry else 0)


def moved(
    entry: LedgerEntry,
    state: State,
    *,
    now: datetime,
    cause: str | None = None,
    message_id: str | None = None,
) -> LedgerEntry:
    """The same row one step further."""
    return replace(
        entry,
        state=state,
        changed_at=now,
        cause=cause,
        message_id=message_id or entry.message_id,
        sent_at=now if state is State.SENT else entry.sent_at,
        version=entry.version + 1,
    )


def renamed(
    entry: LedgerEntry, message: ReceiptMessage, *, bill_id: str, now: datetime
) -> LedgerEntry:
    """A FAILED row that names mended content before its message goes out."""
    return replace(
        entry,
        receipt_id=message.receipt_id,
        bill_id=bill_id,
        run_id=message.run_id,
        changed_at=now,
        superseded=(entry.superseded | {entry.receipt_id}) - {message.receipt_id},
        version=entry.version + 1,
    )


def advanced(entry: LedgerEntry | None, told: LedgerEntry) -> LedgerEntry | None:
    """The row after an event, given the row that the event alone would write; None: unchanged.

    Events come late, twice and in any order: a row only moves forward, and only its own attempt
    moves it.
    """
    if entry is None:
        return told
    same_mail = (entry.receipt_id, entry.attempt) == (told.receipt_id, told.attempt)
    if not same_mail or told.state not in _FURTHER.get(entry.state, ACCEPTED):
        return None
    row = moved(
        entry, told.state, now=told.changed_at, cause=told.cause, message_id=told.message_id
    )
    return replace(row, sent_at=entry.sent_at or told.sent_at)


def resolved(entry: LedgerEntry, *, sent: bool, now: datetime) -> LedgerEntry | None:
    """The row after a person settled its doubt; None: there is none to settle."""
    if entry.state is not State.IN_DOUBT:
        return None
    row = moved(entry, State.SENT if sent else State.FAILED, now=now, cause=RESOLVED)
    # It went out before anybody doubted it.
    return replace(row, sent_at=entry.changed_at) if sent else row


def copy_asked(entry: LedgerEntry) -> LedgerEntry | None:
    """The row after a person asked for one more copy of its mail; None: there may be none.

    The state stays: what SES accepted is accepted. Only the next claim uses the permission up,
    because it counts the attempt on.
    """
    if entry.state not in _COPIED:
        return None
    return replace(entry, copy_after=entry.attempt, version=entry.version + 1)
