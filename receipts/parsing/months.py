"""Rows of a file -> the rows of each month. A row of no known month is in a group of its own."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from receipts.model import UNKNOWN_PERIOD
from receipts.parsing.periods import PATTERN
from receipts.parsing.prepare import Terms, no_ids, prepare, trimmed


class Month(NamedTuple):
    """Rows that are judged by themselves."""

    billing_period: str
    rows: pl.DataFrame
    terms: Terms


def months_named(rows: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The distinct cells of `billing_period` and the `month` each one means, null for none."""
    cells = rows.select(pl.col("billing_period").unique())
    meant = prepare(cells.with_columns(misshapen=pl.lit(None, pl.String)), terms)["billing_period"]
    month = pl.when(meant.str.contains(PATTERN)).then(meant)
    return cells.with_columns(month.alias("month"))


def by_month(rows: pl.DataFrame, terms: Terms) -> Iterator[Month]:
    """A customer with a line of no known month is held in every month: it may belong there."""
    if "billing_period" not in rows.columns:
        yield Month(terms.billing_period or UNKNOWN_PERIOD, rows, terms)
        return
    named = months_named(rows, terms)
    if named["month"].n_unique() == 1:
        yield Month(named["month"][0] or UNKNOWN_PERIOD, rows, terms)
        return
    groups = _groups(rows, named)
    unclear = _customers(groups.get(UNKNOWN_PERIOD, rows.clear()), terms)
    with_unclear = replace(terms, month_unclear=unclear)
    for period, group in sorted(groups.items()):
        yield Month(period, group, terms if period == UNKNOWN_PERIOD else with_unclear)


def _customers(rows: pl.DataFrame, terms: Terms) -> pl.Series:
    if "customer_id" not in rows.columns:
        return no_ids()
    return rows.select(trimmed("customer_id", terms.profile)).to_series().drop_nulls()


def _groups(rows: pl.DataFrame, named: pl.DataFrame) -> dict[str, pl.DataFrame]:
    placed = rows.join(
        named, on="billing_period", how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(pl.col("month").fill_null(UNKNOWN_PERIOD))
    groups = placed.partition_by("month", as_dict=True, include_key=False)
    return {str(period): group for (period,), group in groups.items()}
