"""Lines that stand twice in a file: legal, and worth a look."""

from collections.abc import Iterator
from functools import reduce
from operator import xor

import polars as pl

from receipts import money
from receipts.model import Problem
from receipts.parsing.prepare import Terms, prepare
from receipts.parsing.problems import warning
from receipts.parsing.read import RawCharges


def duplicated_lines(raw: RawCharges, text: bytes, terms: Terms) -> Iterator[Problem]:
    """One warning for a file with lines that repeat an earlier one cell by cell."""
    names = list(raw.sources)
    hashed = reduce(xor, (pl.col(name).hash(seed) for seed, name in enumerate(names)))
    hashes = raw.rows.select(hashed.alias("hash"))
    if hashes["hash"].n_unique() == raw.rows.height:
        return
    twice = hashes.lazy().group_by("hash").len().filter(pl.col("len") > 1).select("hash")
    several = twice.collect(engine="streaming").to_series()
    alike = raw.rows.filter(hashes["hash"].is_in(several.implode()))
    if raw.ignores_columns:  # which may tell lines apart that look the same otherwise
        alike = alike.join(_texts(text, alike["line"]), on="line")
        names.append("text")
    again = alike.filter(~pl.struct(names).is_first_distinct())
    if again.height:
        first = again["line"].min()
        yield warning("lines_duplicated", count=again.height, value=_sums(again, terms), line=first)


def _texts(text: bytes, wanted: pl.Series) -> pl.DataFrame:
    lines = pl.scan_lines(text, name="text", row_index_name="line", row_index_offset=1)
    kept = lines.cast({"line": pl.UInt32}).filter(pl.col("line").is_in(wanted.implode()))
    return kept.collect(engine="streaming")


def _sums(rows: pl.DataFrame, terms: Terms) -> str:
    amounts = prepare(rows.drop("text", strict=False), terms).filter(pl.col("amount").is_not_null())
    sums = amounts.group_by("currency").agg(pl.col("amount").sum()).sort("currency")
    return " and ".join(
        f"{money.plain(amount)} {currency}" for currency, amount in sums.iter_rows()
    )
