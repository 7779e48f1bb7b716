"""Who is held back, why, and over how much. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from receipts.model import Severity

#: So many customers are named; all of them are in the workbook of held rows.
MOST = 200
_REJECTED = "The whole file is rejected."


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A customer without a receipt."""

    #: None: all rows without a usable customer_id.
    customer_id: str | None
    lines: int
    #: Of them, those whose amount cannot be read; it is in no value.
    unreadable: int
    #: Per currency, exactly.
    value: Mapping[str, Decimal]
    reasons: tuple[str, ...]


def held_of(held: pl.DataFrame, problems: pl.DataFrame) -> list[Held]:
    """In the order of their first lines, MOST at most."""
    customers = (
        held.group_by("customer_id")
        .agg(pl.len(), pl.col("charges").null_count().alias("unreadable"), pl.col("line").min())
        .sort("line")
        .head(MOST)
    )
    values, reasons = _values(held, customers), _reasons(problems)
    return [
        Held(
            customer_id=customer,
            lines=lines,
            unreadable=unreadable,
            value=values[customer],
            reasons=tuple(reasons.get(customer, {_REJECTED: None})),
        )
        for customer, lines, unreadable, _ in customers.iter_rows()
    ]


def _values(held: pl.DataFrame, of: pl.DataFrame) -> Mapping[str | None, dict[str, Decimal]]:
    rows = held.drop_nulls("charges").join(
        of.select("customer_id"), on="customer_id", how="semi", nulls_equal=True
    )
    summed = rows.group_by("customer_id", "currency").agg(pl.col("charges").sum())
    values: dict[str | None, dict[str, Decimal]] = defaultdict(dict)
    for customer, currency, amount in summed.sort("currency").iter_rows():
        values[customer][currency] = amount
    return values


def _reasons(problems: pl.DataFrame) -> Mapping[str | None, dict[str, None]]:
    """What is wrong with each customer's lines, once; the words never quote a cell."""
    of_lines = problems.filter(
        pl.col("severity") == Severity.ERROR, pl.col("line").is_not_null()
    ).select("customer_id", "message")
    reasons: dict[str | None, dict[str, None]] = defaultdict(dict)
    for customer, message in of_lines.iter_rows():
        reasons[customer][message] = None
    return reasons
