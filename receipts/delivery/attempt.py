"""One attempt at one mail: claim the ledger's row, call SES once, write down what it said."""

import gzip
import logging
from datetime import timedelta

from receipts import keys
from receipts.errors import AnswerLostError, CausedError, PermanentError, RetryableError
from receipts.lifecycle import LedgerEntry, State, Verdict, claimed, judge, moved
from receipts.model import Mail, ReceiptMessage
from receipts.ports import AuditStore, WorkerPorts

_log = logging.getLogger(__name__)


def claim(
    message: ReceiptMessage, bill_id: str, ports: WorkerPorts, lease: timedelta
) -> LedgerEntry | Verdict:
    """The row that is now ours, or why it is not.

    RetryableError when another worker has it, CausedError when other content was sent.
    """
    now = ports.clock.now()
    seen: LedgerEntry | None = None
    while True:
        verdict = judge(seen, message, bill_id=bill_id, now=now, lease=lease)
        if verdict is Verdict.LOST and seen:
            new = moved(seen, State.IN_DOUBT, now=now, cause="worker_lost")
        elif verdict is Verdict.SEND:
            new = claimed(seen, message, bill_id=bill_id, now=now)
        else:
            return _refused(verdict)
        seen = ports.ledger.swap(new, seen=seen)
        if seen is None:
            return new if verdict is Verdict.SEND else Verdict.IN_DOUBT


def _refused(verdict: Verdict) -> Verdict:
    if verdict is Verdict.BUSY:
        raise RetryableError("another worker is sending this receipt")
    if verdict is Verdict.CONFLICT:
        raise CausedError("conflict", "other content was sent for this customer and month")
    return verdict


def send(mail: Mail, row: LedgerEntry, ports: WorkerPorts, *, keep: bool) -> State:
    """Call SES once and write down what it said. `row` is the one that `claim` gave."""
    try:
        if keep:
            _keep(mail, row, ports.audit)
        message_id = ports.mailer.send(mail)
    except AnswerLostError as error:
        return _record(row, State.IN_DOUBT, ports, cause="answer_lost", why=error)
    except (RetryableError, PermanentError) as error:
        cause = error.cause if isinstance(error, CausedError) else "not_sent"
        _record(row, State.FAILED, ports, cause=cause, why=error)
        raise
    return _record(row, State.SENT, ports, message_id=message_id)


def _keep(mail: Mail, row: LedgerEntry, audit: AuditStore) -> None:
    """The exact MIME, before the send: what a person reads when the answer is lost."""
    key = keys.mail_key(
        billing_period=row.billing_period, receipt_id=row.receipt_id, attempt=row.attempt
    )
    audit.put_new(key, gzip.compress(mail.mime, mtime=0))


def _record(
    row: LedgerEntry,
    state: State,
    ports: WorkerPorts,
    *,
    cause: str | None = None,
    message_id: str | None = None,
    why: Exception | None = None,
) -> State:
    if why:
        extra = {"receipt_id": row.receipt_id, "state": state, "cause": cause}
        _log.warning("receipt_not_sent", extra=extra, exc_info=why)
    seen = row
    while True:
        new = moved(seen, state, now=ports.clock.now(), cause=cause, message_id=message_id)
        found = ports.ledger.swap(new, seen=seen)
        if found is None:
            return state
        # Somebody moved the row while we sent. Only a late worker's doubt about this very
        # attempt may be settled by what we know; anything else says more than we do.
        if found.attempt != row.attempt or found.state is not State.IN_DOUBT:
            return found.state
        seen = found
