"""What changed since the month before, in what customers pay. Pure."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from receipts import money
from receipts.report.evidence import Comparison
from receipts.report.sums import sums

#: So many customers are named in each list.
MOST = 10
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A customer's receipt in one currency; None: there is none in that month."""

    customer_id: str
    customer_name: str
    before: Decimal | None
    now: Decimal | None
    difference: Decimal
    #: Held back in this run: no wonder there is no receipt.
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """The largest, of so many."""

    largest: tuple[Change, ...]
    customers: int
    #: All of them together.
    difference: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One currency."""

    currency: str
    before: Decimal
    now: Decimal
    customers_before: int
    customers_now: int
    changed: Changes
    new: Changes
    missing: Changes

    @property
    def difference(self) -> Decimal:
        """changed + new + missing."""
        return money.EXACT.subtract(self.now, self.before)


def movements(comparison: Comparison, held: Set[str]) -> list[Movement]:
    """Per currency."""
    both = _joined(comparison)
    before, now = sums(comparison.before, "billed"), sums(comparison.now, "billed")
    return [
        _movement(currency, both.filter(pl.col("currency") == currency), before, now, held)
        for currency in sorted(before.keys() | now.keys())
    ]


def _joined(comparison: Comparison) -> pl.DataFrame:
    keys = ["customer_key", "currency"]
    both = comparison.now.join(
        comparison.before, on=keys, how="full", suffix="_before", coalesce=True
    )
    difference = pl.col("billed").fill_null(0) - pl.col("billed_before").fill_null(0)
    return both.with_columns(
        pl.coalesce("customer_id", "customer_id_before"),
        pl.coalesce("customer_name", "customer_name_before"),
        difference=difference,
    ).sort(pl.col("difference").abs(), "customer_id", descending=[True, False])


def _movement(
    currency: str,
    both: pl.DataFrame,
    before: dict[str, Decimal],
    now: dict[str, Decimal],
    held: Set[str],
) -> Movement:
    is_now, was = pl.col("billed").is_not_null(), pl.col("billed_before").is_not_null()
    return Movement(
        currency=currency,
        before=before.get(currency, _NOTHING),
        now=now.get(currency, _NOTHING),
        customers_before=both.select(was.sum()).item(),
        customers_now=both.select(is_now.sum()).item(),
        changed=_changes(both.filter(is_now, was, pl.col("difference") != 0), held),
        new=_changes(both.filter(is_now, ~was), held),
        missing=_changes(both.filter(was, ~is_now), held),
    )


def _changes(rows: pl.DataFrame, held: Set[str]) -> Changes:
    largest = tuple(_change(row, held) for row in rows.head(MOST).iter_rows(named=True))
    return Changes(largest, rows.height, rows.select(pl.col("difference").sum()).item())


def _change(row: dict[str, object], held: Set[str]) -> Change:
    values = {"before": row["billed_before"], "now": row["billed"]}
    known = {name: row[name] for name in ("customer_id", "customer_name", "difference")}
    is_held = row["billed"] is None and row["customer_id"] in held
    return Change(**known, **values, is_held=is_held)  # type: ignore[arg-type]


def alarming(moved: list[Movement], month: str, share: Decimal) -> Iterator[str]:
    """What changed by more than a share, in words."""
    more = f"That is more than {money.plain(share * 100)} %."
    for each in moved:
        if _is_beyond(share, each.before, each.difference):
            now, before = (money.rounded(of, each.currency) for of in (each.now, each.before))
            yield f"{each.currency}: {now:,} is billed; in {month} it was {before:,}. {more}"
        was, now_many = each.customers_before, each.customers_now
        if _is_beyond(share, was, now_many - was):
            yield f"{each.currency}: {now_many:,} customers; in {month} it was {was:,}. {more}"
        gone = each.missing.customers
        if _is_beyond(share, was, gone):
            yield f"{each.currency}: {gone:,} of {was:,} customers of {month} are missing. {more}"


def _is_beyond(share: Decimal, of: Decimal | int, change: Decimal | int) -> bool:
    return money.EXACT.abs(change) > money.EXACT.multiply(share, money.EXACT.abs(of))
