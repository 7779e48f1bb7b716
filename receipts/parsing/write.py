"""The first step of a run: everything into the audit bucket, the commit point last."""

import json
from typing import Any

import polars as pl
import pyarrow as pa

from receipts import keys
from receipts.errors import PermanentError
from receipts.letterhead import to_json
from receipts.parsing import rejects, tables
from receipts.parsing.engine import Engine
from receipts.parsing.run import Run, record
from receipts.ports import AuditStore
from receipts.snapshots import encode_many


def write_run(run: Run, audit: AuditStore, engine: Engine) -> dict[str, Any]:
    """Write a run; its record. Begun again, it finds its finished work and skips it."""
    if run.problems:
        audit.put_new(_key(run, "rejects", ".parquet"), encode_many(tables.problems_table(run)))
    if run.held.height:
        _write_held(run, audit)
    if run.promises:
        promised = encode_many(tables.promises_table(run))
        audit.put_new(_key(run, "control_totals", ".parquet"), promised)
    if run.bills:
        _write_receipts(run, audit, engine)
    told = record(run)
    audit.put_new(_key(run, "runs", ".json"), json.dumps(told, indent=2).encode())
    return told


def _write_receipts(run: Run, audit: AuditStore, engine: Engine) -> None:
    key = keys.letterhead_key(billing_period=run.billing_period, run_id=run.run_id)
    audit.put_new(key, to_json(run.letterhead))
    receipts = pa.concat_tables(engine.write_receipts(run, audit))
    _must_be_all(receipts, run)
    audit.put_new(_key(run, "receipts", ".parquet"), encode_many(receipts))


def _must_be_all(receipts: pa.Table, run: Run) -> None:
    """A part that got lost on the way must not be committed: its customers would get nothing."""
    columns = ["currency", "total", "line_count"]
    written = _sums(pl.DataFrame(pl.from_arrow(receipts.select(columns))))
    if not written.equals(_sums(run.receipts.select(columns))):
        raise PermanentError(f"run {run.run_id}: what was written is not what is billed")


def _sums(receipts: pl.DataFrame) -> pl.DataFrame:
    """Receipts, lines and money of each currency."""
    sums = receipts.group_by("currency").agg(
        pl.len(), pl.col("line_count").cast(pl.Int64).sum(), pl.col("total").sum()
    )
    return sums.sort("currency")


def _write_held(run: Run, audit: AuditStore) -> None:
    audit.put_new(_key(run, "held", ".parquet"), encode_many(tables.held_table(run)))
    rows = rejects.rejected_rows(run)
    audit.put_new(_key(run, "mend", ".csv"), rejects.as_csv(rows))
    if rows.height <= rejects.MOST_ROWS:
        audit.put_new(_key(run, "mend", ".xlsx"), rejects.as_xlsx(rows))


def _key(run: Run, folder: str, suffix: str) -> str:
    return keys.run_key(folder, billing_period=run.billing_period, run_id=run.run_id, suffix=suffix)
