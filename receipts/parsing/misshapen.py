"""Rows whose cells may be shifted: whose lines could they be?"""

from collections.abc import Iterator

import polars as pl

from receipts.parsing.prepare import trimmed
from receipts.parsing.profiles import Profile
from receipts.parsing.reading.read import RawCharges
from receipts.parsing.reading.records import AROUND

_MENTIONS = {"customer_id": pl.String, "line": pl.UInt32, "own": pl.Boolean}


def mentions(raw: RawCharges, profile: Profile) -> pl.DataFrame:
    """`customer_id`s in any cell of a row that may not be what it seems, the row's `line`, and
    whether it is the row's `own`: the one in the id cell."""
    if raw.records.suspects.is_empty() or "customer_id" not in raw.rows.columns:
        return pl.DataFrame(schema=_MENTIONS)
    suspects = raw.records.suspects.select("line", "text")
    rows = raw.rows.filter(pl.col("line").is_in(suspects["line"].implode()))
    named = rows.select("line", trimmed("customer_id", profile)).join(suspects, on="line")
    found = {
        (cell, line, cell == own)
        for line, own, text in named.iter_rows()
        for cell in _cells(text, raw.delimiter)
    }
    return pl.DataFrame(sorted(found), schema=_MENTIONS, orient="row")


def perhaps_theirs(mentioned: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Customers who may not be billed from these rows of a month: a line of theirs may be missing.

    A row is held with the customer it names where the id should be, in the month it seems to be
    of. Should its cells have been shifted, it belongs to another, or to another month.
    """
    if mentioned.is_empty():
        return mentioned["customer_id"]
    held_anyway = pl.col("own") & pl.col("line").is_in(rows["line"].implode())
    return mentioned.filter(~held_anyway)["customer_id"].unique()


def _cells(text: str, delimiter: str) -> Iterator[str]:
    for line in text.split("\n"):
        for cell in line.split(delimiter):
            yield cell.strip(f'"{AROUND}')
