"""A month in sums: every amount of its files is in exactly one line. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from receipts import money
from receipts.reconciliation.fate import Fate

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A class in one currency; None: nobody knows the currency, so there are no amounts."""

    fate: Fate
    currency: str | None
    #: Receipts; of what was held, customers in a file.
    count: int
    #: Exact, before rounding.
    total: Decimal
    #: The sum of the rounded receipts.
    billed: Decimal
    unreadable_amounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`in_files` = `repeated` + `mended` + the totals of all classes, in each currency."""

    #: What the month's files say, each file once: exact totals of what can be read.
    in_files: Mapping[str, Decimal]
    #: Receipts that an earlier file had just so.
    repeated: Mapping[str, Decimal]
    #: Held, and named again by a later file.
    mended: Mapping[str, Decimal]
    sums: tuple[Sum, ...]

    @property
    def currencies(self) -> list[str]:
        """All that any line has."""
        classes = {each.currency for each in self.sums if each.currency}
        return sorted(self.in_files.keys() | self.repeated.keys() | self.mended.keys() | classes)

    def in_classes(self, currency: str) -> Decimal:
        """The exact total of all classes."""
        return money.total(each.total for each in self.sums if each.currency == currency)

    def difference(self, currency: str) -> Decimal:
        """What the files say more than all lines; zero, or something is wrong."""
        lines = (
            self.repeated.get(currency, _ZERO),
            self.mended.get(currency, _ZERO),
            self.in_classes(currency),
        )
        return money.EXACT.subtract(self.in_files.get(currency, _ZERO), money.total(lines))


def in_files(records: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    """The exact totals that the runs' records say."""
    said = (record["charges_total"].items() for record in records)
    return money.by_currency((currency, Decimal(text)) for each in said for currency, text in each)


def sums_of(deliveries: pl.DataFrame) -> tuple[Sum, ...]:
    """Rows in the DELIVERIES schema, by class and currency."""
    found = deliveries.group_by("fate", "currency").agg(
        pl.len().alias("count"),
        pl.col("total", "billed").sum(),
        pl.col("unreadable_amounts").cast(pl.Int64).sum(),
    )
    sums = (Sum(**row | {"fate": Fate(row["fate"])}) for row in found.iter_rows(named=True))
    order = list(Fate)
    return tuple(sorted(sums, key=lambda each: (order.index(each.fate), each.currency or "")))
