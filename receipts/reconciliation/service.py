"""Gather what the audit bucket and the ledger say of one drop, or of a month."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from receipts import keys
from receipts.approval import find_approval
from receipts.errors import MissingObjectError
from receipts.model import DroppedFile, Mode
from receipts.port_bundles import OperatorPorts
from receipts.ports import AuditStore
from receipts.reconciliation.fate import follow
from receipts.reconciliation.outcome import Outcome, outcome
from receipts.snapshots import read_many


def outcomes_of(
    dropped: DroppedFile, *, file: str, since: datetime, ports: OperatorPorts
) -> list[Outcome]:
    """One outcome per month of a dropped object version; empty while it is not evaluated."""
    return [
        _outcome(note, file=file, since=since, ports=ports)
        for note in _evaluations(dropped, ports.audit)
    ]


def _outcome(note: dict[str, Any], *, file: str, since: datetime, ports: OperatorPorts) -> Outcome:
    record = _record(note, ports.audit)
    followed = follow(
        _receipts(note, ports.audit),
        ports.ledger.month(note["billing_period"]),
        corrects_since=since if record["mode"] == Mode.CORRECTION else None,
    )
    told = outcome(file, record, followed, since=since)
    return replace(
        told,
        awaits_approval=_awaits_approval(note, told, ports.audit),
        last_out_at=note["last_out_at"],
        is_too_long=note["is_too_long"],
    )


def _awaits_approval(note: dict[str, Any], told: Outcome, audit: AuditStore) -> bool:
    """It did when it was dropped; a person may have approved it since."""
    if not note["awaits_approval"] or not told.waiting:
        return False
    return find_approval(note["billing_period"], note["run_id"], audit) is None


def _evaluations(dropped: DroppedFile, audit: AuditStore) -> Iterator[dict[str, Any]]:
    source = {"bucket": dropped.bucket, "key": dropped.key, "version_id": dropped.version_id}
    for name in audit.keys("runs/"):
        if not keys.may_be_evaluation_of(name, dropped):
            continue
        note = json.loads(audit.get(name))
        if note["source"] == source:
            yield note


def _record(note: dict[str, Any], audit: AuditStore) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(audit.get(_key(note, "runs", ".json")))
    return record


def _receipts(note: dict[str, Any], audit: AuditStore) -> list[dict[str, Any]]:
    try:
        data = audit.get(_key(note, "receipts", ".parquet"))
    except MissingObjectError:  # a run that was rejected, or held every customer
        return []
    rows: list[dict[str, Any]] = read_many(data).to_pylist()
    return rows


def _key(note: dict[str, Any], folder: str, suffix: str) -> str:
    return keys.run_key(
        folder, billing_period=note["billing_period"], run_id=note["run_id"], suffix=suffix
    )
