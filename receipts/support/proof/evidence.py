"""All that is kept about one customer's receipts of a month, as the bytes that are stored."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from receipts import keys
from receipts.errors import MissingObjectError
from receipts.ledger import LedgerEntry
from receipts.port_bundles import SupportPorts
from receipts.ports import AuditStore
from receipts.snapshots import read_many
from receipts.support import records
from receipts.support.history import Row, Run


@dataclass(frozen=True, slots=True)
class Stored:
    """An object of the audit bucket."""

    key: str
    #: None: there is no such object.
    data: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvidence:
    """What a run that made the receipt left behind."""

    record: Stored
    #: When its file was dropped first; None: no note of a drop is left.
    dropped_at: datetime | None
    #: The dropped file, under the hash that the record names.
    input: Stored
    letterhead: Stored
    #: The receipt's row in the run's table, and where that is.
    row: Row
    table_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptEvidence:
    """One content, wherever it came from and went to."""

    receipt_id: str
    snapshot: Stored
    runs: tuple[RunEvidence, ...]
    mails: tuple[Stored, ...]
    #: Notes of what people decided.
    decisions: tuple[Stored, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A customer's month."""

    customer_id: str
    billing_period: str
    receipts: tuple[ReceiptEvidence, ...]
    entry: LedgerEntry | None
    #: Of the newest reconciliation: its key and the customer's rows.
    reconciliation_key: str | None
    reconciled: tuple[Row, ...]
    #: Runs that held the customer back.
    held_by: tuple[str, ...]
    #: The one mailbox of a trial.
    mailbox: str | None

    @property
    def customer_key(self) -> str:
        """What stands for the customer in keys."""
        return keys.customer_key(self.customer_id)

    @property
    def is_nothing(self) -> bool:
        """Whether nobody knows anything of this customer and month."""
        return not (self.receipts or self.entry or self.held_by)


def gather(
    customer_id: str, billing_period: str, *, ports: SupportPorts, mailbox: str | None
) -> Evidence:
    """Read all of it. Changes nothing."""
    audit, key = ports.audit, keys.customer_key(customer_id)
    runs = records.runs_of_month(billing_period, audit)
    ids = [run.record["run_id"] for run in runs]
    made: dict[str, list[RunEvidence]] = {}
    for run, run_id in zip(runs, ids, strict=True):
        for row in records.receipts_of(key, billing_period, run_id, audit):
            made.setdefault(row["receipt_id"], []).append(_run(row, billing_period, run, audit))
    reconciliation_key, reconciled = _reconciled(key, billing_period, audit)
    return Evidence(
        customer_id=customer_id,
        billing_period=billing_period,
        receipts=tuple(_receipts(made, key, billing_period, audit)),
        entry=ports.ledger.find(billing_period, key),
        reconciliation_key=reconciliation_key,
        reconciled=reconciled,
        held_by=tuple(
            run_id
            for run_id in ids
            if _is_held(records.problems_of(customer_id, billing_period, run_id, audit))
        ),
        mailbox=mailbox,
    )


def _is_held(problems: list[dict[str, Any]]) -> bool:
    return any(problem["severity"] == "error" for problem in problems)


def _run(row: Row, billing_period: str, run: Run, audit: AuditStore) -> RunEvidence:
    run_id = run.record["run_id"]
    drops = [datetime.fromisoformat(note["dropped_at"]) for note in run.drops]
    record = _stored(_key("runs", billing_period, run_id, ".json"), audit)
    source = _json(record).get("source_sha256")
    return RunEvidence(
        record=record,
        dropped_at=min(drops, default=None),
        input=_stored(keys.input_key(str(source)), audit),
        letterhead=_stored(
            keys.letterhead_key(billing_period=billing_period, run_id=run_id), audit
        ),
        row=row,
        table_key=keys.receipts_key(billing_period=billing_period, run_id=run_id),
    )


def _receipts(
    made: Mapping[str, list[RunEvidence]], customer_key: str, period: str, audit: AuditStore
) -> Iterator[ReceiptEvidence]:
    for receipt_id, runs in made.items():
        decided = keys.decisions_prefix(billing_period=period, receipt_id=receipt_id)
        yield ReceiptEvidence(
            receipt_id=receipt_id,
            snapshot=_stored(
                keys.snapshot_key(
                    billing_period=period, customer_key=customer_key, receipt_id=receipt_id
                ),
                audit,
            ),
            runs=tuple(runs),
            mails=tuple(_stored(key, audit) for key in records.mails(receipt_id, period, audit)),
            decisions=tuple(_stored(key, audit) for key in audit.keys(decided)),
        )


def _reconciled(
    customer_key: str, period: str, audit: AuditStore
) -> tuple[str | None, tuple[Row, ...]]:
    folder = _key("deliveries", period, "", "")
    found = [key for key in audit.keys(folder) if keys.is_deliveries(key)]
    if not found:
        return None, ()
    try:
        table = read_many(audit.get(found[-1]), where=("customer_key", customer_key))
    except (pa.ArrowException, KeyError, OSError):
        return found[-1], ()
    return found[-1], tuple(table.to_pylist())


def _key(folder: str, billing_period: str, run_id: str, suffix: str) -> str:
    return keys.run_key(folder, billing_period=billing_period, run_id=run_id, suffix=suffix)


def _stored(key: str, audit: AuditStore) -> Stored:
    try:
        return Stored(key, audit.get(key))
    except MissingObjectError:
        return Stored(key, None)


def _json(stored: Stored) -> dict[str, Any]:
    """Nothing where it cannot be read; the checks say so."""
    try:
        told = json.loads(stored.data or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
