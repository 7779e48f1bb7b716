"""The first step of a run: everything into the audit bucket, the commit point last."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from receipts import keys, snapshots
from receipts.letterhead import to_json
from receipts.parsing import rejects, tables
from receipts.parsing.run import Run, record
from receipts.ports import AuditStore

_WRITERS = 16


def write_run(run: Run, audit: AuditStore) -> dict[str, Any]:
    """Write a run; its record. Begun again, it finds its finished work and skips it."""
    if run.problems:
        audit.put_new(
            _key(run, "rejects", ".parquet"), snapshots.encode(tables.problems_table(run))
        )
    if run.held.height:
        _write_held(run, audit)
    if run.promises:
        promised = snapshots.encode(tables.promises_table(run))
        audit.put_new(_key(run, "control_totals", ".parquet"), promised)
    if run.bills:
        _write_receipts(run, audit)
    told = record(run)
    audit.put_new(_key(run, "runs", ".json"), json.dumps(told, indent=2).encode())
    return told


def _write_receipts(run: Run, audit: AuditStore) -> None:
    key = keys.letterhead_key(billing_period=run.billing_period, run_id=run.run_id)
    audit.put_new(key, to_json(run.letterhead))
    charges = tables.charges_table(run)
    written = list(tables.customer_snapshots(run, charges))
    _in_parallel(lambda snapshot: audit.put_new(snapshot.key, snapshot.body), written)
    lines = snapshots.encode(tables.lines_table(charges, written))
    audit.put_new(_key(run, "lines", ".parquet"), lines)
    committed = snapshots.encode(tables.receipts_table(written))
    audit.put_new(_key(run, "receipts", ".parquet"), committed)


def _write_held(run: Run, audit: AuditStore) -> None:
    audit.put_new(_key(run, "held", ".parquet"), snapshots.encode(tables.held_table(run)))
    rows = rejects.rejected_rows(run)
    audit.put_new(_key(run, "mend", ".csv"), rejects.as_csv(rows))
    if rows.height <= rejects.MOST_ROWS:
        audit.put_new(_key(run, "mend", ".xlsx"), rejects.as_xlsx(rows))


def _in_parallel(
    put: Callable[[tables.Snapshot], bool], written: Iterable[tables.Snapshot]
) -> None:
    with ThreadPoolExecutor(_WRITERS) as pool:
        for _ in pool.map(put, written):
            pass


def _key(run: Run, folder: str, suffix: str) -> str:
    return keys.run_key(folder, billing_period=run.billing_period, run_id=run.run_id, suffix=suffix)
