"""Lines that stand twice in a file: legal, and worth a look."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import xor

import polars as pl

from receipts import money
from receipts.model import Problem
from receipts.parsing.portion import Basis, Portion
from receipts.parsing.prepare import Terms, prepare
from receipts.parsing.problems import warning


@dataclass(frozen=True, slots=True)
class Repeats:
    """Lines that repeat an earlier one cell by cell."""

    count: int = 0
    #: Currency -> exact sum of the readable amounts.
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    #: The first of them.
    line: int | None = None


def repeats_in(portion: Portion, basis: Basis) -> Repeats:
    """Rows that may not be what they seem do not count."""
    names = list(basis.sources)
    hashed = reduce(xor, (pl.col(name).hash(seed) for seed, name in enumerate(names)))
    hashes = portion.rows.select(hashed).to_series()
    ordered = hashes.sort()  # the fastest way to find few that are equal among millions
    several = ordered.filter(ordered == ordered.shift())
    if several.is_empty():
        return Repeats()
    suspects = portion.suspects["line"]
    alike = portion.rows.filter(
        hashes.is_in(several.unique().implode()), ~pl.col("line").is_in(suspects.implode())
    )
    if basis.ignores_columns:  # which may tell lines apart that look the same otherwise
        alike = alike.join(portion.texts(alike["line"]), on="line", maintain_order="left")
        names.append("text")
    again = alike.filter(~pl.struct(names).is_first_distinct())
    if again.is_empty():
        return Repeats()
    sums = _sums(again.drop("text", strict=False), basis.terms)
    return Repeats(again.height, sums, again["line"].item(0))


def all_repeats(found: Iterable[Repeats]) -> Repeats:
    """Those of several portions of a file."""
    some = [repeats for repeats in found if repeats.count]
    return Repeats(
        sum(repeats.count for repeats in some),
        money.by_currency(pair for repeats in some for pair in repeats.sums.items()),
        min((repeats.line for repeats in some if repeats.line), default=None),
    )


def duplicated_lines(repeats: Repeats) -> Iterator[Problem]:
    """One warning for a file."""
    if repeats.count:
        value = _said(repeats.sums) or "no readable amount"
        yield warning("lines_duplicated", count=repeats.count, value=value, line=repeats.line)


def _said(sums: Mapping[str, Decimal]) -> str:
    said = [f"{money.plain(amount)} {currency}" for currency, amount in sorted(sums.items())]
    return " and ".join(said)


def _sums(rows: pl.DataFrame, terms: Terms) -> dict[str, Decimal]:
    amounts = prepare(rows, terms).filter(pl.col("amount").is_not_null())
    sums = amounts.group_by("currency").agg(pl.col("amount").sum())
    return dict(sums.iter_rows())
