"""Most customers break no rule: find them fast, leave everybody else for a closer look.

The rules are the very same (`rules.py`), asked of less: what describes a customer is judged once
per customer, where all lines of the customer agree to the byte; a text once per distinct value.
A customer for whom that does not settle everything is left to `validate.py`.
"""

from functools import reduce
from operator import xor
from typing import NamedTuple

import polars as pl

from receipts.parsing.billed import CUSTOMERS, LINES, Billed, nobody
from receipts.parsing.prepare import Terms, number, prepare
from receipts.parsing.rules import AMOUNT, NOTICES, QUANTITY, RULES

_IDENTITY = ("customer_id", "customer_name", "email", "currency", "locale")
#: The month's rows have one billing period; a customer may have a line of an unknown one.
_OF_A_CUSTOMER = (*_IDENTITY, "billing_period")
_TEXTS = ("service_name", "description", "unit")
_NUMBERS = {"charges": (AMOUNT, 12), "quantity": (QUANTITY, 18), "unit_price": (QUANTITY, 18)}
#: Rules about a line that are settled by its shape, or by whether its numbers can be read.
_SETTLED = {
    *("stray_quote", "cells_missing", "cells_extra"),
    *("charges_missing", "charges_decimal_comma", "charges_not_a_number"),
    *("quantity_not_a_number", "unit_price_not_a_number"),
}
_TYPED = {
    "charges": "amount",
    "quantity": "quantity_number",
    "unit_price": "unit_price_number",
}


class Screened(NamedTuple):
    """Every row is in one half."""

    billed: Billed
    #: Raw rows of all customers who need a closer look.
    rest: pl.DataFrame


def screen(rows: pl.DataFrame, terms: Terms) -> Screened:
    """Raw rows of one known month -> who certainly breaks no rule, and the rest."""
    if not _is_literal(terms):
        return Screened(nobody(), rows)
    judged = _judge_lines(rows, terms)
    everyone = _judge_customers(rows, judged, terms)
    fine = everyone.filter("fine")
    if fine.height == everyone.height:
        return Screened(_billed(rows, judged, everyone), rows.clear())
    mask = judged["key"].is_in(fine["key"].implode())
    return Screened(_billed(rows.filter(mask), judged.filter(mask), fine), rows.filter(~mask))


def _is_literal(terms: Terms) -> bool:
    """Whether cells mean what they say: nothing is translated, nothing is looked up."""
    profile = terms.profile
    translates = profile.exponents or profile.period_from_date or profile.decimal != "."
    return not (translates or profile.null or profile.contacts)


def _judge_lines(rows: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Per line: its customer's `key`, a hash of who that is, exact numbers, and any doubt."""
    numbers = [name for name in _NUMBERS if name in rows.columns]
    typed = {_TYPED[name]: number(name, *_NUMBERS[name]) for name in numbers}
    bad = {name: _bad_texts(rows, name, terms) for name in _TEXTS if name in rows.columns}
    in_doubt = [
        pl.col("misshapen").is_not_null(),
        *(pl.col(_TYPED[name]).is_null() & pl.col(name).is_not_null() for name in numbers),
        pl.col("charges").is_null(),
        *(pl.col(name).is_in(found.implode(), nulls_equal=True) for name, found in bad.items()),
        *_further_rules(("", *numbers)),
    ]
    return (
        rows.lazy()
        .with_columns(**typed, key=pl.col("customer_id").hash(), who=_hashed(rows))
        .select(*typed, "key", "who", doubtful=pl.any_horizontal(in_doubt))
        .collect(engine="streaming")
    )


def _further_rules(columns: tuple[str, ...]) -> list[pl.Expr]:
    rules = [rule for rule in (*RULES, *NOTICES) if rule.code not in _SETTLED]
    return [rule.broken for rule in rules if rule.column in columns]


def _hashed(rows: pl.DataFrame) -> pl.Expr:
    """With `key` 128 bits: two customers are taken for one in 1 of 10^26 months of a million."""
    names = [name for name in _IDENTITY if name in rows.columns]
    return reduce(xor, (pl.col(name).hash(seed) for seed, name in enumerate(names, start=1)))


def _bad_texts(rows: pl.DataFrame, name: str, terms: Terms) -> pl.Series:
    """The texts of a column that break a rule or have white space around them."""
    distinct = rows.select(pl.col(name).unique())
    texts = prepare(distinct.with_columns(misshapen=pl.lit(None, pl.String)), terms)
    bad = _broken(texts, (name,)) | distinct[name].ne_missing(texts[name])
    return distinct[name].filter(bad)


def _broken(prepared: pl.DataFrame, columns: tuple[str, ...]) -> pl.Series:
    rules = [rule.broken for rule in (*RULES, *NOTICES) if rule.column in columns]
    return prepared.select(broken=pl.any_horizontal(pl.lit(value=False), *rules)).to_series()


def _judge_customers(rows: pl.DataFrame, judged: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """One row a customer, prepared, and whether all is `fine`."""
    groups = (
        judged.lazy()
        .with_row_index("first")
        .group_by("key")
        .agg(
            pl.col("first").min(),
            agree=pl.col("who").min() == pl.col("who").max(),
            doubtful=pl.col("doubtful").any(),
            total=pl.col("amount").sum(),
            line_count=pl.len(),
        )
        .sort("first")  # to gather in order is several times as fast
        .collect(engine="streaming")
    )
    named = [name for name in _OF_A_CUSTOMER if name in rows.columns]
    customers = prepare(rows.select("line", "misshapen", *named)[groups["first"]], terms)
    fine = groups["agree"] & ~groups["doubtful"] & ~_broken(customers, _OF_A_CUSTOMER)
    # The same id with and without white space around it is one customer.
    fine &= ~customers["customer_id"].is_duplicated()
    totals = groups.select("key", "total", "line_count")
    return pl.concat([totals, customers], how="horizontal").with_columns(fine=fine)


def _billed(rows: pl.DataFrame, judged: pl.DataFrame, customers: pl.DataFrame) -> Billed:
    lines = pl.concat([rows, judged], how="horizontal")
    present = [name for name in LINES if name in lines.columns]
    return Billed(
        customers.select(pl.col(name).cast(kind) for name, kind in CUSTOMERS.items()),
        lines.select(present),
    )
