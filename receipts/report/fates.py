"""What became of a run's receipts, as of a reconciliation. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import polars as pl

from receipts.report.evidence import Outcome

#: So many receipts are named.
MOST = 200

#: Of each class: what it means, and what a person does; no second text: nobody has to do anything.
WORDS: Mapping[str, tuple[str, str]] = {
    "delivered": ("its mail server took it", ""),
    "sent": ("SES has it, and has not said more yet", ""),
    "bounced": ("the address refused it", "Mend the address and drop the customer again."),
    "complained": ("it arrived, and the customer called it spam", ""),
    "rejected": ("SES took it and did not send it", "Look why, and drop the customer again."),
    "in_doubt": ("nobody knows whether it went out", "Decide with `receipts resolve`."),
    "failed": ("certainly not sent", "See `receipts dlq`, mend the cause and redrive."),
    "waiting": ("not handled yet, paused, or not approved", ""),
    "missing": ("it should be out by now, and nobody knows of it", "Queue it: `receipts emit`."),
    "conflict": (
        "the customer was billed other content for this month",
        "Combine the files, or drop under corrections/.",
    ),
    "superseded": ("other content took its place", ""),
    "ended": ("a person ended its run before it went out", ""),
    "not_mailed": ("a total of zero, which is not mailed here", ""),
    "unknown": ("written after that reconciliation", "Reconcile the month again."),
}
_UNKNOWN = "unknown"


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
    return WORDS.get(fate, (fate, "This version does not know the class: look into it."))


def fates_of(receipts: pl.DataFrame, outcome: Outcome) -> Fates:
    """The run's receipts as the reconciliation found them."""
    known = receipts.join(outcome.fates, on="receipt_id", how="left", maintain_order="left")
    known = known.with_columns(pl.col("fate").fill_null(_UNKNOWN))
    classes = known.group_by("fate", "currency").agg(
        pl.len(), pl.col("total").sum(), pl.col("billed").sum()
    )
    needy = [fate for fate in known["fate"].unique() if words_of(fate)[1]]
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
    order = list(WORDS)
    place = order.index(row.fate) if row.fate in order else len(order)
    return place, row.fate, row.currency
