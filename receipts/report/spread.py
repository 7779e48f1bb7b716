"""How receipt totals are distributed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import polars as pl

from receipts import money

_STEPS = tuple(map(Decimal, (1, 2, 5)))
#: Beyond so many, a bin spans a power of ten.
_MOST = 12


@dataclass(frozen=True, slots=True)
class Bin:
    """Receipts from `low` to below `high`; None: no bound on that side. Equal: exactly that."""

    low: Decimal | None
    high: Decimal | None
    receipts: int
    billed: Decimal


def spread_of(receipts: pl.DataFrame) -> dict[str, list[Bin]]:
    """Per currency: credits, zeros, and positive totals in steps of 1, 2, 5, 10, …"""
    parts = receipts.select("currency", "billed").partition_by(
        "currency", as_dict=True, include_key=False
    )
    return {str(key[0]): list(_bins(part["billed"])) for key, part in sorted(parts.items())}


def _bins(billed: pl.Series) -> Iterator[Bin]:
    below, positive = billed.filter(billed < 0), billed.filter(billed > 0)
    nothing = billed.len() - below.len() - positive.len()
    if below.len():
        yield Bin(None, Decimal(0), below.len(), _decimal(below.sum()))
    if nothing:
        yield Bin(Decimal(0), Decimal(0), nothing, Decimal(0))
    if positive.len():
        for low, high in pairwise(edges(_decimal(positive.min()), _decimal(positive.max()))):
            inside = positive.filter((positive >= low) & (positive < high))
            yield Bin(low, high, inside.len(), _decimal(inside.sum()))


def edges(least: Decimal, most: Decimal) -> list[Decimal]:
    """Ascending, from at most `least` to more than `most`, both positive."""
    fine = _edges(least, most, _STEPS)
    return fine if len(fine) <= _MOST + 1 else _edges(least, most, _STEPS[:1])


def _edges(least: Decimal, most: Decimal, steps: tuple[Decimal, ...]) -> list[Decimal]:
    tens = range(least.adjusted(), most.adjusted() + 2)
    every = [step.scaleb(ten) for ten in tens for step in steps]
    first = max(edge for edge in every if edge <= least)
    last = min(edge for edge in every if edge > most)
    # Spelled out: polars 2.1 takes Decimal("1E+1") for something else than Decimal("10").
    return [Decimal(money.plain(edge)) for edge in every if first <= edge <= last]


def _decimal(value: object) -> Decimal:
    assert isinstance(value, Decimal)  # noqa: S101 - for mypy: a Series does not say its type
    return value
