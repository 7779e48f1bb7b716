"""Gather what the audit bucket and the ledger say of one drop, or of a month."""

import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow.parquet as pq

from receipts import keys, snapshots
from receipts.errors import MissingObjectError
from receipts.ports import AuditStore, OperatorPorts
from receipts.reconciliation.fate import follow
from receipts.reconciliation.month import Reconciled, reconcile
from receipts.reconciliation.outcome import Outcome, outcome


def outcomes_of(
    key: str, version_id: str, *, file: str, since: datetime, ports: OperatorPorts
) -> list[Outcome]:
    """One outcome per month of a dropped object version; empty while it is not evaluated."""
    return [
        outcome(
            file,
            _record(note, ports.audit),
            follow(_receipts(note, ports.audit), ports.ledger.month(note["billing_period"])),
            since=since,
        )
        for note in _evaluations(key, version_id, ports.audit)
    ]


def _evaluations(key: str, version_id: str, audit: AuditStore) -> Iterator[dict[str, Any]]:
    for name in audit.keys("runs/"):
        if not keys.is_evaluation(name):
            continue
        note = json.loads(audit.get(name))
        if (note["source"]["key"], note["source"]["version_id"]) == (key, version_id):
            yield note


def _record(note: dict[str, Any], audit: AuditStore) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(audit.get(_key(note, "runs", ".json")))
    return record


def _receipts(note: dict[str, Any], audit: AuditStore) -> list[dict[str, Any]]:
    try:
        data = audit.get(_key(note, "receipts", ".parquet"))
    except MissingObjectError:  # a run that was rejected, or held every customer
        return []
    rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(data)).to_pylist()
    return rows


def _key(note: dict[str, Any], folder: str, suffix: str) -> str:
    return keys.run_key(
        folder, billing_period=note["billing_period"], run_id=note["run_id"], suffix=suffix
    )


def reconcile_month(billing_period: str, *, ports: OperatorPorts, as_of: datetime) -> Reconciled:
    """Compare all receipts of a month with the ledger and write `deliveries/…/<as_of>.parquet`."""
    result = reconcile(
        _receipts_of_month(billing_period, ports.audit),
        ports.ledger.month(billing_period),
        as_of=as_of,
    )
    key = keys.deliveries_key(billing_period=billing_period, as_of=as_of)
    ports.audit.put_new(key, snapshots.encode(result.deliveries))
    return result


def _receipts_of_month(billing_period: str, audit: AuditStore) -> Iterator[dict[str, Any]]:
    folder = keys.run_key("receipts", billing_period=billing_period, run_id="", suffix="")
    for key in audit.keys(folder):
        yield from pq.read_table(io.BytesIO(audit.get(key))).to_pylist()
