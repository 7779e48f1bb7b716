"""Who is billed what: customers, and the lines that belong to them."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from receipts.errors import PermanentError

#: One row a customer. `key` is a hash of customer_id: it holds within one process only.
CUSTOMERS = pl.Schema(
    {
        "key": pl.UInt64(),
        "customer_id": pl.String(),
        "customer_name": pl.String(),
        "address": pl.String(),
        "currency": pl.String(),
        "locale": pl.String(),
        "total": pl.Decimal(38, 12),
        "line_count": pl.UInt32(),
    }
)
#: One row a line. `amount`, `quantity` and `unit_price` are exact.
LINES = pl.Schema(
    {
        "key": pl.UInt64(),
        "line": pl.UInt32(),
        "service_name": pl.String(),
        "amount": pl.Decimal(38, 12),
        "description": pl.String(),
        "quantity_number": pl.Decimal(38, 18),
        "unit": pl.String(),
        "unit_price_number": pl.Decimal(38, 18),
    }
)


@dataclass(frozen=True, slots=True)
class Billed:
    """Each line's customer is there once, and each customer has a line.

    `lines` may lack optional columns, where no line has any.
    """

    customers: pl.DataFrame
    lines: pl.DataFrame


def nobody() -> Billed:
    """No customers."""
    return Billed(pl.DataFrame(schema=CUSTOMERS), pl.DataFrame(schema=LINES))


def billed_rows(valid: pl.DataFrame) -> Billed:
    """Prepared rows of customers who agree with themselves.

    One month in forty million of a million customers has two with one key: PermanentError.
    """
    rows = valid.with_columns(key=_key())
    customers = rows.group_by("key", maintain_order=True).agg(
        pl.col("customer_id", "customer_name", "address", "currency").first(),
        pl.col("locale").min(),
        total=pl.col("amount").sum(),
        line_count=pl.len(),
    )
    if customers.height != rows["customer_id"].n_unique():
        raise PermanentError("two customers have one key: nobody is billed the other's lines")
    return Billed(_as(customers, CUSTOMERS), _as(rows, LINES))


def together(one: Billed, other: Billed) -> Billed:
    """Both; no customer is in both."""
    if not other.customers.height:
        return one
    return Billed(
        pl.concat([one.customers, other.customers]),
        pl.concat([one.lines, other.lines], how="diagonal"),
    )


def all_billed(parts: Iterable[Billed]) -> Billed:
    """All of them; no customer is in two."""
    every = [nobody(), *parts]
    return Billed(
        pl.concat([billed.customers for billed in every]),
        pl.concat([billed.lines for billed in every], how="diagonal"),
    )


def with_customers(billed: Billed) -> pl.DataFrame:
    """Each line with all that is known of its customer."""
    lines = with_all_columns(billed.lines)
    return lines.join(billed.customers, on="key", how="left", maintain_order="left")


def with_all_columns(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with all columns of LINES, null where no line has any."""
    return lines.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in LINES.items() if name not in lines.columns
    )


def _key() -> pl.Expr:
    return pl.col("customer_id").hash()


def _as(rows: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    return rows.select(pl.col(name).cast(kind) for name, kind in schema.items())
