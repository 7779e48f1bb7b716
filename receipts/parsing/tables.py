"""A run -> the Arrow tables of what is not billed: problems, held rows, promises."""

from dataclasses import asdict

import polars as pl
import pyarrow as pa

from receipts import keys
from receipts.parsing.run import Run, known_currency
from schemas.audit import CONTROL_TOTALS, HELD, REJECTS


def problems_table(run: Run) -> pa.Table:
    """One row a problem."""
    rows = [{"run_id": run.run_id, **asdict(problem)} for problem in run.problems]
    return pa.Table.from_pylist(rows, schema=REJECTS)


def held_table(run: Run) -> pa.Table:
    """One row a charge that is held back: with the receipts it is all that the file bills."""
    ids = run.held["customer"].unique().drop_nulls().to_list()
    digests = {customer: keys.customer_key(customer) for customer in ids}
    rows = run.held.select(
        pl.lit(run.run_id).alias("run_id"),
        pl.col("line").cast(pl.Int64),
        pl.col("customer").alias("customer_id"),
        pl.col("customer")
        .replace_strict(digests, default=None, return_dtype=pl.String)
        .alias("customer_key"),
        known_currency(),
        pl.col("amount").alias("charges"),
    )
    return rows.to_arrow().cast(HELD)


def promises_table(run: Run) -> pa.Table:
    """One row a promised number."""
    ids = {"run_id": run.run_id, "source_sha256": run.source_sha256}
    rows = [{**ids, **promise._asdict()} for promise in run.promises]
    return pa.Table.from_pylist(rows, schema=CONTROL_TOTALS)
