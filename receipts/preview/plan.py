"""Runs -> the receipts they would bill, cheaply: what is rendered is decided before it is."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from receipts import keys, money, snapshots
from receipts.model import Mode, Receipt
from receipts.parsing.run import Run
from receipts.parsing.tables import charges_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A receipt before it is rendered."""

    number: str
    customer_id: str
    customer_name: str
    address: str
    currency: str
    locale: str
    #: What the customer pays, in minor units.
    total: Decimal
    line_count: int
    #: False: a receipt over nothing, which the stack does not mail. One that corrects a receipt
    #: is mailed in any case.
    mailed: bool


def planned(run: Run) -> list[Planned]:
    """By customer id, as the parser writes them."""
    return [_planned(run, row) for row in _sorted(run).iter_rows(named=True)]


def receipts_of(run: Run, customers: Set[str]) -> Iterator[Receipt]:
    """The receipts of these customers, one at a time; by customer id."""
    charges, start = charges_table(run), 0
    for customer_id, count in _sorted(run).select("customer_id", "line_count").iter_rows():
        if customer_id in customers:
            yield snapshots.receipt_of(charges.slice(start, count))
        start += count


def _sorted(run: Run) -> pl.DataFrame:
    return run.receipts.sort("customer_id")


def _planned(run: Run, row: dict[str, Any]) -> Planned:
    total = money.rounded(row["total"], row["currency"])
    return Planned(
        number=keys.receipt_number(
            billing_period=run.billing_period, customer_key=keys.customer_key(row["customer_id"])
        ),
        total=total,
        mailed=bool(total) or run.send_zero_totals or run.mode is Mode.CORRECTION,
        **{name: row[name] for name in _SHARED},
    )


_SHARED = ("customer_id", "customer_name", "address", "currency", "locale", "line_count")
