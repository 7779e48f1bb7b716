"""Runs -> the receipts they would bill, cheaply: what is rendered is decided before it is."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from receipts import keys, money, snapshots
from receipts.model import Mode, Receipt
from receipts.parsing.billed import Billed
from receipts.parsing.engine import written_run
from receipts.parsing.part_tables import each_receipt, part_tables
from receipts.parsing.run import Run


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
    wanted = pl.col("customer_id").is_in(list(customers))
    theirs = run.receipts.filter(wanted)
    lines = run.billed.lines.filter(pl.col("key").is_in(theirs["key"].implode()))
    for _, charges in each_receipt(part_tables(Billed(theirs, lines), written_run(run))):
        yield snapshots.receipt_of(charges)


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
