"""Rows -> the rows of each month. A row of no known month is in a group of its own."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from receipts.model import UNKNOWN_PERIOD
from receipts.parsing.misshapen import perhaps_theirs
from receipts.parsing.periods import PATTERN
from receipts.parsing.portion import Basis, Portion
from receipts.parsing.prepare import Terms, no_ids, prepare, trimmed


class Month(NamedTuple):
    """Rows that are judged by themselves."""

    billing_period: str
    rows: pl.DataFrame
    terms: Terms


def by_month(portion: Portion, terms: Terms) -> Iterator[Month]:
    """A customer with a line of no known month is held in every month: it may belong there."""
    groups = _groups(portion.rows, terms)
    unclear = _customers(groups.get(UNKNOWN_PERIOD, portion.rows.clear()), terms)
    for period, rows in sorted(groups.items()):
        of_month = replace(
            terms,
            month_unclear=no_ids() if period == UNKNOWN_PERIOD else unclear,
            line_unclear=perhaps_theirs(portion.mentioned, rows),
        )
        yield Month(period, rows, of_month)


def first_of_another_month(rows: pl.DataFrame, basis: Basis) -> int | None:
    """The first line whose cell says another month than the key."""
    if not (basis.in_column and basis.month_of_key):
        return None
    named = _months_named(rows, basis.terms)
    others = named.filter(pl.col("month").is_not_null() & (pl.col("month") != basis.month_of_key))
    line = rows.join(others, on="billing_period")["line"].min()
    return line if isinstance(line, int) else None


def _months_named(rows: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The distinct cells of `billing_period` and the `month` each one means, null for none."""
    cells = rows.select(pl.col("billing_period").unique())
    meant = prepare(cells.with_columns(misshapen=pl.lit(None, pl.String)), terms)["billing_period"]
    month = pl.when(meant.str.contains(PATTERN)).then(meant)
    return cells.with_columns(month.alias("month"))


def _groups(rows: pl.DataFrame, terms: Terms) -> dict[str, pl.DataFrame]:
    if "billing_period" not in rows.columns:
        return {terms.billing_period or UNKNOWN_PERIOD: rows}
    named = _months_named(rows, terms)
    if named["month"].n_unique() == 1:
        return {named["month"][0] or UNKNOWN_PERIOD: rows}
    placed = rows.join(
        named, on="billing_period", how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(pl.col("month").fill_null(UNKNOWN_PERIOD))
    groups = placed.partition_by("month", as_dict=True, include_key=False)
    return {str(period): group for (period,), group in groups.items()}


def _customers(rows: pl.DataFrame, terms: Terms) -> pl.Series:
    if "customer_id" not in rows.columns:
        return no_ids()
    return rows.select(trimmed("customer_id", terms.profile)).to_series().drop_nulls()
