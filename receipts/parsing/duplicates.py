"""Lines that stand twice in a file: legal, and worth a look."""

from collections.abc import Iterator
from functools import reduce
from operator import xor

import polars as pl

from receipts import money
from receipts.model import Problem
from receipts.parsing.prepare import Terms, prepare
from receipts.parsing.problems import warning
from receipts.parsing.reading.read import RawCharges
from receipts.parsing.reading.records import texts_of


def duplicated_lines(raw: RawCharges, terms: Terms) -> Iterator[Problem]:
    """One warning for a file with lines that repeat an earlier one cell by cell.

    Rows that may not be what they seem do not count.
    """
    names = list(raw.sources)
    hashed = reduce(xor, (pl.col(name).hash(seed) for seed, name in enumerate(names)))
    hashes = raw.rows.select(hashed).to_series()
    ordered = hashes.sort()  # the fastest way to find few that are equal among millions
    several = ordered.filter(ordered == ordered.shift())
    if several.is_empty():
        return
    suspects = raw.records.suspects["line"]
    alike = raw.rows.filter(
        hashes.is_in(several.unique().implode()), ~pl.col("line").is_in(suspects.implode())
    )
    if raw.ignores_columns:  # which may tell lines apart that look the same otherwise
        alike = alike.join(texts_of(alike["line"], raw.records), on="line", maintain_order="left")
        names.append("text")
    again = alike.filter(~pl.struct(names).is_first_distinct())
    if again.height:
        sums = _sums(again.drop("text", strict=False), terms)
        yield warning("lines_duplicated", count=again.height, value=sums, line=again["line"][0])


def _sums(rows: pl.DataFrame, terms: Terms) -> str:
    amounts = prepare(rows, terms).filter(pl.col("amount").is_not_null())
    sums = amounts.group_by("currency").agg(pl.col("amount").sum()).sort("currency")
    said = [f"{money.plain(amount)} {currency}" for currency, amount in sums.iter_rows()]
    return " and ".join(said) or "no readable amount"
