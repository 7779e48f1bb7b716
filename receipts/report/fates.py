"""What became of a run's receipts, as of a reconciliation. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import polars as pl

from receipts.reconciliation.fate import Fate
from receipts.reconciliation.words import CLASSES
from receipts.report.evidence import Outcome

#: So many receipts are named.
MOST = 200

_UNKNOWN = "unknown"
_LATER = ("written after that reconciliation", "Reconcile the month again.")


@dataclass(frozen=True, slots=True)
class Fated:
    """Receipts of one class and currency."""

    fate: str
    currency: str
    receipts: int
    exact: Decimal
    billed: Decimal


@dataclass(frozen=True, slots=True)
class Open:
    """A receipt that needs a person."""

    customer_id: str
    customer_name: str
    fate: str
    cause: str | None
    currency: str
    billed: Decimal


@dataclass(frozen=True, slots=True)
class Fates:
    """Every receipt of the run in exactly one class."""

    as_of: datetime
    classes: tuple[Fated, ...]
    #: MOST at most, of so many.
    open: tuple[Open, ...]
    open_count: int


def words_of(fate: str) -> tuple[str, str]:
    """Of a class; one that this version does not know is for a person to look at."""
    if fate == _UNKNOWN:
        return _LATER
    if fate not in list(Fate):
        return fate, "This version does not know the class: look into it."
    return CLASSES[Fate(fate)]


def _needs_a_person(fate: str) -> bool:
    return fate != Fate.WAITING and bool(words_of(fate)[1])


def fates_of(receipts: pl.DataFrame, outcome: Outcome) -> Fates:
    """The run's receipts as the reconciliation found them."""
    known = receipts.join(outcome.fates, on="receipt_id", how="left", maintain_order="left")
    known = known.with_columns(pl.col("fate").fill_null(_UNKNOWN))
    classes = known.group_by("fate", "currency").agg(
        pl.len(), pl.col("total").sum(), pl.col("billed").sum()
    )
    needy = [fate for fate in known["fate"].unique() if _needs_a_person(fate)]
    unsettled = known.filter(pl.col("fate").is_in(needy)).sort("fate", "customer_id")
    columns = ("customer_id", "customer_name", "fate", "cause", "currency", "billed")
    rows = sorted((Fated(*row) for row in classes.iter_rows()), key=_as_listed)
    return Fates(
        outcome.as_of,
        tuple(rows),
        tuple(Open(*row) for row in unsettled.select(columns).head(MOST).iter_rows()),
        unsettled.height,
    )


def _as_listed(row: Fated) -> tuple[int, str, str]:
    order = [*map(str, Fate), _UNKNOWN]
    place = order.index(row.fate) if row.fate in order else len(order)
    return place, row.fate, row.currency
