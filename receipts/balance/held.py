"""Rows that were held back: one line of a report per run, customer and currency."""

from collections.abc import Sequence

import polars as pl

from receipts.balance.runs import WrittenRun
from receipts.reconciliation.fate import Fate

_AT = pl.Datetime("us", "UTC")
_BY = ["run_id", "customer_id", "customer_key", "currency", "dropped_at", "run_is_ended"]


def held_of(runs: Sequence[WrittenRun]) -> pl.DataFrame:
    """With `total` over what can be read (null: nothing can) and `unreadable_amounts`."""
    rows = pl.concat([_with_run(run) for run in runs])
    readable = pl.col("charges").count() > 0
    return rows.group_by(_BY, maintain_order=True).agg(
        pl.when(readable).then(pl.col("charges").sum()).alias("total"),
        pl.col("charges").null_count().cast(pl.Int32).alias("unreadable_amounts"),
    )


def _with_run(run: WrittenRun) -> pl.DataFrame:
    return run.held.with_columns(
        pl.lit(run.first_drop, _AT).alias("dropped_at"),
        pl.lit(run.is_ended).alias("run_is_ended"),
    )


def with_fates(held: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    """The column `fate`; null where a file that was dropped later names the customer again.

    Whether that one bills or is held as well: a customer has one receipt a month, and the last
    file says what is to be on it. Of rows without a usable customer_id nobody can know.
    """
    named = [frame.select("customer_key", "dropped_at") for frame in (held, receipts)]
    last = pl.concat(named).drop_nulls().group_by("customer_key")
    latest = last.agg(pl.col("dropped_at").max().alias("last_named_at"))
    told = held.join(latest, on="customer_key", how="left", maintain_order="left")
    mended = (pl.col("last_named_at") > pl.col("dropped_at")).fill_null(value=False)
    fate = (
        pl.when(mended)
        .then(None)
        .when("run_is_ended")
        .then(pl.lit(Fate.ENDED.value))
        .otherwise(pl.lit(Fate.HELD.value))
    )
    return told.with_columns(fate.alias("fate"))
