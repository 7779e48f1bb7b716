"""A part of a run -> its rows of the audit bucket's tables, receipt by receipt. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
import pyarrow as pa

from receipts import keys, money
from receipts.errors import PermanentError
from receipts.parsing.billed import Billed, with_all_columns
from receipts.parsing.ids import receipt_ids
from schemas.audit import LINES, RECEIPTS, SNAPSHOT


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRun:
    """What a run's rows say of the run itself."""

    billing_period: str
    run_id: str
    source_sha256: str
    #: Whether a receipt over nothing is mailed.
    send_zero_totals: bool


@dataclass(frozen=True, slots=True)
class PartTables:
    """Sorted by customer; the lines of a customer by their place in the file."""

    #: Schema LINES, in one chunk.
    lines: pa.Table
    #: Schema RECEIPTS; `line_count` rows of `lines` belong to each row.
    receipts: pa.Table


def part_tables(billed: Billed, of: WrittenRun) -> PartTables:
    """Whatever engine counted them: customers who are not their lines' sum raise PermanentError.

    The casts are the last gate: a null or a type that the Arrow schema does not allow raises.
    """
    _must_add_up(billed)
    lines = with_all_columns(billed.lines)
    ids = receipt_ids(billed.customers, lines, of.billing_period)
    receipts = _receipts(billed.customers.join(ids, on="key", how="left"), of)
    charges = _charges(lines, receipts, of)
    return PartTables(
        charges.to_arrow().cast(LINES).combine_chunks(),
        receipts.select(RECEIPTS.names).to_arrow().cast(RECEIPTS),
    )


def each_receipt(tables: PartTables) -> Iterator[tuple[str, pa.Table]]:
    """Of each receipt the snapshot's key and its charges (schema SNAPSHOT)."""
    charges = tables.lines.select(SNAPSHOT.names).cast(SNAPSHOT)
    names, counts = (tables.receipts[name].to_pylist() for name in ("snapshot_key", "line_count"))
    start = 0
    for name, count in zip(names, counts, strict=True):
        yield name, charges.slice(start, count)
        start += count


def _must_add_up(billed: Billed) -> None:
    """Each customer once, with all lines that were counted and no other."""
    sums = billed.lines.group_by("key").agg(total=pl.col("amount").sum(), line_count=pl.len())
    told = billed.customers.select("key", "total", "line_count")
    if not told.sort("key").equals(sums.sort("key")):
        raise PermanentError("customers and their lines do not add up: nothing of them is written")


def _receipts(customers: pl.DataFrame, of: WrittenRun) -> pl.DataFrame:
    """One row a customer, with the columns of RECEIPTS and `key`."""
    totals = customers.select("total", "currency").iter_rows()
    billed = [money.rounded(total, currency) for total, currency in totals]
    digests = [keys.customer_key(id_) for id_ in customers["customer_id"]]
    return (
        customers.with_columns(
            *_of_the_run(of),
            pl.col("address").alias("email"),
            pl.col("line_count").cast(pl.Int32),
            pl.Series("customer_key", digests, pl.String),
            pl.Series("billed", billed, pl.Decimal(38, 12)),
            pl.Series("mailed", [of.send_zero_totals or amount != Decimal(0) for amount in billed]),
        )
        .with_columns(snapshot_key=_snapshot_key(of.billing_period))
        .sort("customer_id")
    )


def _of_the_run(of: WrittenRun) -> list[pl.Expr]:
    return [
        pl.lit(of.run_id).alias("run_id"),
        pl.lit(f"{of.billing_period}-01").str.to_date().alias("period_start"),
    ]


def _snapshot_key(billing_period: str) -> pl.Expr:
    """keys.snapshot_key of each row."""
    key = keys.snapshot_key(billing_period=billing_period, customer_key="{}", receipt_id="{}")
    return pl.format(key, "customer_key", "receipt_id")


def _charges(lines: pl.DataFrame, receipts: pl.DataFrame, of: WrittenRun) -> pl.DataFrame:
    """One row a line, with the columns of LINES."""
    of_a_receipt = [name for name in LINES.names if name in receipts.columns]
    # Numbers are sorted many times as fast as texts: the receipts are in order already.
    ranked = receipts.select("key", *of_a_receipt).with_row_index("rank")
    rows = lines.join(ranked, on="key", how="left").sort("rank", "line")
    return rows.select(
        *(pl.col(name) for name in of_a_receipt),
        pl.col("amount").alias("charges"),
        "service_name",
        "description",
        pl.col("quantity_number").alias("quantity"),
        "unit",
        pl.col("unit_price_number").alias("unit_price"),
        pl.lit(of.source_sha256).alias("source_sha256"),
        pl.col("line").cast(pl.Int64).alias("source_line"),
    ).select(LINES.names)
