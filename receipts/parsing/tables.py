"""A run's valid rows -> the Arrow tables of the audit bucket, receipt by receipt."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl
import pyarrow as pa

from receipts import keys, money, snapshots
from receipts.parsing.billed import with_customers
from receipts.parsing.run import Run, known_currency
from schemas.audit import CONTROL_TOTALS, HELD, LINES, RECEIPTS, REJECTS, SNAPSHOT


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One customer's receipt, ready to be written."""

    key: str
    body: bytes
    #: Its row in the `receipts` table.
    row: dict[str, Any]


def charges_table(run: Run) -> pa.Table:
    """The valid rows in the snapshot schema, sorted by customer, then by line.

    The cast is the last gate: a null or a type the Arrow schema does not allow raises.
    """
    rows = (
        with_customers(run.billed)
        .sort("customer_id", "line")
        .select(
            pl.lit(f"{run.billing_period}-01").str.to_date().alias("period_start"),
            "customer_id",
            "customer_name",
            pl.col("address").alias("email"),
            "currency",
            "locale",
            "service_name",
            pl.col("amount").alias("charges"),
            "description",
            pl.col("quantity_number").alias("quantity"),
            "unit",
            pl.col("unit_price_number").alias("unit_price"),
            pl.lit(run.source_sha256).alias("source_sha256"),
            pl.col("line").cast(pl.Int64).alias("source_line"),
        )
    )
    return rows.to_arrow().cast(SNAPSHOT)


def customer_snapshots(run: Run, charges: pa.Table) -> Iterator[Snapshot]:
    """Each customer's slice of the charges, encoded and named by its content."""
    start = 0
    for count in run.receipts.sort("customer_id")["line_count"]:
        yield _snapshot(run, charges.slice(start, count))
        start += count


def _snapshot(run: Run, table: pa.Table) -> Snapshot:
    receipt = snapshots.receipt_of(table)
    exact = money.total(line.charges for line in receipt.lines)
    customer_key = keys.customer_key(receipt.customer_id)
    receipt_id = keys.receipt_id(receipt)
    billed = money.rounded(exact, receipt.currency)
    key = keys.snapshot_key(
        billing_period=run.billing_period, customer_key=customer_key, receipt_id=receipt_id
    )
    row = {
        "run_id": run.run_id,
        "receipt_id": receipt_id,
        "period_start": table.column("period_start")[0].as_py(),
        "customer_id": receipt.customer_id,
        "customer_name": receipt.customer_name,
        "email": receipt.email,
        "currency": receipt.currency,
        "locale": receipt.locale,
        "customer_key": customer_key,
        "bill_id": keys.bill_id(receipt),
        "line_count": len(receipt.lines),
        "total": exact,
        "billed": billed,
        "mailed": bool(billed) or run.send_zero_totals,
        "snapshot_key": key,
    }
    return Snapshot(key, snapshots.encode(table), row)


def receipts_table(written: list[Snapshot]) -> pa.Table:
    """One row a receipt: the commit point."""
    return pa.Table.from_pylist([snapshot.row for snapshot in written], schema=RECEIPTS)


def lines_table(charges: pa.Table, written: list[Snapshot]) -> pa.Table:
    """The charges with the run and receipt they belong to; `written` in the charges' order."""
    for position, name in enumerate(("run_id", "receipt_id")):
        values = [s.row[name] for s in written for _ in range(s.row["line_count"])]
        charges = charges.add_column(position, LINES.field(name), pa.array(values, pa.string()))
    return charges.cast(LINES)


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
