"""Rows whose cells may be shifted: whose lines could they be?"""

from collections.abc import Iterator

import polars as pl

from receipts.parsing.prepare import no_ids, trimmed
from receipts.parsing.profiles import Profile
from receipts.parsing.read import RawCharges
from receipts.parsing.records import AROUND


def perhaps_theirs(raw: RawCharges, profile: Profile) -> pl.Series:
    """Customer ids that some misshapen row mentions in any of its cells but its id's.

    A row is held with the customer it names where the id should be. Should its cells have been
    shifted, it belongs to another, who must not be billed without it.
    """
    if raw.misshapen.is_empty() or "customer_id" not in raw.rows.columns:
        return no_ids()
    rows = raw.rows.select("line", trimmed("customer_id", profile))
    named = raw.misshapen.join(rows, on="line")
    ids = {
        cell
        for text, own in named.select("text", "customer_id").iter_rows()
        for cell in _cells(text, profile.delimiter)
        if cell != own
    }
    return pl.Series(sorted(ids), dtype=pl.String)


def _cells(text: str, delimiter: str) -> Iterator[str]:
    for line in text.split("\n"):
        for cell in line.split(delimiter):
            yield cell.strip(f'"{AROUND}')
