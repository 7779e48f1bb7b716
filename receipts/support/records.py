"""Reads what the audit bucket keeps of runs, receipts, mails and decisions."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from receipts import keys
from receipts.errors import MissingObjectError
from receipts.ports import AuditStore
from receipts.reconciliation.fate import Fate
from receipts.snapshots import read_many
from receipts.support.history import Reconciled, Row, Run


def periods(audit: AuditStore) -> list[str]:
    """All months that any run was about, `unknown` included."""
    return sorted({keys.run_of(key)[0] for key in audit.keys("runs/")})


def runs_like(prefix: str, audit: AuditStore) -> list[tuple[str, str]]:
    """The (month, run_id) of every run whose id begins so."""
    found = {keys.run_of(key) for key in audit.keys("runs/")}
    return sorted(each for each in found if each[1].startswith(prefix))


def run(billing_period: str, run_id: str, audit: AuditStore) -> Run:
    """A run's record and its drops, first drop first."""
    record, notes = {}, []
    for key in audit.keys(_key("runs", billing_period, run_id, ".")):
        if keys.is_evaluation(key):
            notes.append(json.loads(audit.get(key)))
        elif key == _key("runs", billing_period, run_id, ".json"):
            record = json.loads(audit.get(key))
    notes.sort(key=lambda note: str(note["dropped_at"]))
    # Without its record the run is still being written; the next drop of its file finishes it.
    return Run(record or {"run_id": run_id, "billing_period": billing_period}, tuple(notes))


def runs_of_month(billing_period: str, audit: AuditStore) -> list[Run]:
    """All runs of a month, first drop first."""
    ids = {keys.run_of(key)[1] for key in audit.keys(_key("runs", billing_period, "", ""))}
    found = [run(billing_period, run_id, audit) for run_id in sorted(ids)]
    return sorted(found, key=lambda each: [str(note["dropped_at"]) for note in each.drops])


def receipts(billing_period: str, run_id: str, audit: AuditStore) -> list[dict[str, Any]]:
    """A run's receipts; none when it was rejected or held everybody."""
    return _table(_key("receipts", billing_period, run_id, ".parquet"), audit)


def receipts_of(
    customer_key: str, billing_period: str, run_id: str, audit: AuditStore
) -> list[dict[str, Any]]:
    """A run's receipt of one customer."""
    key = _key("receipts", billing_period, run_id, ".parquet")
    return _table(key, audit, ("customer_key", customer_key))


def problems_of(
    customer_id: str, billing_period: str, run_id: str, audit: AuditStore
) -> list[dict[str, Any]]:
    """A run's problems of one customer."""
    key = _key("rejects", billing_period, run_id, ".parquet")
    return _table(key, audit, ("customer_id", customer_id))


def has_snapshots(customer_key: str, billing_period: str, audit: AuditStore) -> bool:
    """Whether any run made a receipt for a customer: no large table has to be read to know."""
    key = keys.snapshot_key(
        billing_period=billing_period, customer_key=customer_key, receipt_id=""
    ).removesuffix(".parquet")
    return any(True for _ in audit.keys(key))


def mails(receipt_id: str, billing_period: str, audit: AuditStore) -> list[str]:
    """The keys of a receipt's mails, one an attempt."""
    return list(audit.keys(keys.mails_prefix(billing_period=billing_period, receipt_id=receipt_id)))


def decisions(receipt_id: str, billing_period: str, audit: AuditStore) -> Iterator[Row]:
    """What people decided about a receipt, in order."""
    prefix = keys.decisions_prefix(billing_period=billing_period, receipt_id=receipt_id)
    return (json.loads(audit.get(key)) for key in audit.keys(prefix))


def reconciled(billing_period: str, audit: AuditStore) -> Reconciled | None:
    """The newest reconciliation of a month."""
    found = [
        key
        for key in audit.keys(_key("deliveries", billing_period, "", ""))
        if keys.is_deliveries(key)
    ]
    if not found:
        return None
    table = read_many(audit.get(found[-1]), ["fate"])
    fates = Counter(map(Fate, table["fate"].to_pylist()))
    return Reconciled(keys.reconciled_at(found[-1]), fates)


def _key(folder: str, billing_period: str, run_id: str, suffix: str) -> str:
    return keys.run_key(folder, billing_period=billing_period, run_id=run_id, suffix=suffix)


def _table(
    key: str, audit: AuditStore, where: tuple[str, str] | None = None
) -> list[dict[str, Any]]:
    try:
        data = audit.get(key)
    except MissingObjectError:
        return []
    rows: list[dict[str, Any]] = read_many(data, where=where).to_pylist()
    return rows
