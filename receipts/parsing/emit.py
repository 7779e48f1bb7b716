"""The second step of a run: one message per receipt that the ledger does not have yet."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from receipts import keys
from receipts.approval import is_approved
from receipts.ledger import LedgerEntry, State
from receipts.lifecycle import Verdict, judge, renamed, was_accepted
from receipts.model import Mode, ReceiptMessage
from receipts.ports import AuditStore, Ledger, ReceiptQueue
from receipts.snapshots import read_many

#: A row that says SENDING has a message on its way; one more does no harm and may be needed.
_QUEUED = {Verdict.SEND, Verdict.BUSY, Verdict.LOST}


@dataclass(frozen=True, slots=True)
class Planned:
    """What emit does with one receipt."""

    message: ReceiptMessage
    verdict: Verdict
    #: The ledger's row, where it must name the new content before the message goes out.
    replaces: LedgerEntry | None
    bill_id: str


@dataclass(frozen=True, slots=True)
class Emission:
    """How many receipts were queued, and why the others were not (`not_mailed` have no mail)."""

    queued: int
    verdicts: dict[Verdict, int]
    not_mailed: int = 0
    #: Nothing was queued: a person has to approve the run.
    awaits_approval: bool = False


def emit_run(
    *,
    run_id: str,
    billing_period: str,
    mode: Mode,
    require_approval: bool,
    now: datetime,
    audit: AuditStore,
    ledger: Ledger,
    queue: ReceiptQueue,
) -> Emission:
    """Queue what is not sent yet. Idempotent: may run again at any time."""
    data = audit.get(keys.receipts_key(billing_period=billing_period, run_id=run_id))
    if require_approval and not is_approved(
        data, billing_period=billing_period, run_id=run_id, audit=audit
    ):
        return Emission(0, {}, awaits_approval=True)
    month, told = ledger.month(billing_period), Counter[Verdict]()
    receipts = read_many(data, list(_COLUMNS))
    wanted = (row for row in _rows(receipts) if is_mailed(row, month))

    steps = plan(wanted, month, mode, now, run_id=run_id)
    queue.send(_carried_out(steps, told, ledger, now))
    sent = sum(told[verdict] for verdict in _QUEUED)
    return Emission(sent, dict(told), not_mailed=receipts.num_rows - told.total())


_COLUMNS = ("receipt_id", "period_start", "customer_key", "bill_id", "mailed")
_AT_A_TIME = 10_000


def _carried_out(
    steps: Iterable[Planned], told: Counter[Verdict], ledger: Ledger, now: datetime
) -> Iterator[ReceiptMessage]:
    """The messages that are to be sent; `told` counts what is decided, as far as it is asked."""
    for step in steps:
        told[step.verdict] += 1
        if step.replaces:
            # Should the row have moved meanwhile, the worker finds the conflict and keeps it.
            row = renamed(step.replaces, step.message, bill_id=step.bill_id, now=now)
            ledger.swap(row, seen=step.replaces)
        if step.verdict in _QUEUED:
            yield step.message


def _rows(receipts: pa.Table) -> Iterator[dict[str, Any]]:
    """Some at a time: a million of them would take more memory than all else."""
    for some in receipts.to_batches(max_chunksize=_AT_A_TIME):
        yield from some.to_pylist()


def is_mailed(row: Mapping[str, Any], month: Mapping[str, LedgerEntry]) -> bool:
    """Whether a mail is to go out; who had one for this month is told of zero as well."""
    return row["mailed"] or row["customer_key"] in month


def plan(
    receipts: Iterable[dict[str, Any]],
    month: dict[str, LedgerEntry],
    mode: Mode,
    now: datetime,
    *,
    run_id: str,
) -> Iterator[Planned]:
    """Decide for each row of the `receipts` table. Pure."""
    for row in receipts:
        entry = month.get(row["customer_key"])
        message = ReceiptMessage(
            receipt_id=row["receipt_id"],
            billing_period=f"{row['period_start']:%Y-%m}",
            customer_key=row["customer_key"],
            run_id=run_id,
            revision=_revision(entry, row["receipt_id"], mode),
        )
        verdict = judge(entry, message, bill_id=row["bill_id"], now=now, lease=timedelta())
        other = entry is not None and entry.receipt_id != message.receipt_id
        replaces = other and verdict is Verdict.SEND
        failed = entry if entry and replaces and _never_accepted(entry) else None
        yield Planned(message, verdict, failed, row["bill_id"])


def _never_accepted(entry: LedgerEntry) -> bool:
    return entry.state is State.FAILED and not was_accepted(entry)


def _revision(entry: LedgerEntry | None, receipt_id: str, mode: Mode) -> int:
    if entry is None:
        return 1
    corrects = mode is Mode.CORRECTION and was_accepted(entry) and entry.receipt_id != receipt_id
    return entry.revision + 1 if corrects else entry.revision
