"""Rows of one month -> those that are billed, those that are held, and why."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from receipts.model import Problem, Severity
from receipts.parsing.decode import shown
from receipts.parsing.rules import IDENTITY, IDENTITY_CONFLICT, RULES, Rule


class Validated(NamedTuple):
    """Every row is in one half. `customer` is the id, null where it cannot be used."""

    valid: pl.DataFrame
    held: pl.DataFrame
    problems: list[Problem]


_UNUSABLE_ID = ("customer_id_missing", "customer_id_too_long", "customer_id_control_character")


def validate(rows: pl.DataFrame, *, absent: frozenset[str] = frozenset()) -> Validated:
    """A customer is atomic: one bad line holds all lines of that customer.

    `absent` columns are not in the file at all: that is the file's problem, not each line's.
    """
    rules = [rule for rule in RULES if rule.column not in absent]
    broken = rows.select(rule.broken.alias(rule.code) for rule in rules)
    rows = rows.with_columns(
        customer=pl.when(~_any_of(broken, _UNUSABLE_ID)).then(pl.col("customer_id")),
        bad=_any_of(broken, broken.columns),
    )
    conflicts = _conflicts(rows)
    in_conflict = pl.col("customer").is_in([problem.customer_id for problem in conflicts])
    held = pl.col("bad").any().over("customer") | in_conflict.fill_null(value=False)
    problems = [*_line_problems(rules, rows, broken), *conflicts]
    return Validated(
        rows.filter(~held), rows.filter(held), sorted(problems, key=lambda p: p.line or 0)
    )


def _any_of(broken: pl.DataFrame, codes: Iterable[str]) -> pl.Series:
    present = [code for code in codes if code in broken.columns]
    return broken.select(pl.any_horizontal(pl.lit(value=False), *present)).to_series()


def _line_problems(
    rules: list[Rule], rows: pl.DataFrame, broken: pl.DataFrame
) -> Iterator[Problem]:
    for rule in rules:
        yield from _problems_of(rule, rows.filter(broken[rule.code]))


def _problems_of(rule: Rule, rows: pl.DataFrame) -> Iterator[Problem]:
    original = pl.col("original").struct.field(rule.column) if rule.column else pl.lit(None)
    columns = rows.select("line", original.alias("value"), "customer")
    for line, value, customer in columns.iter_rows():
        yield Problem(
            rule.code,
            Severity.ERROR,
            rule.mend,
            line=line,
            column=rule.column or None,
            value=None if value is None else shown(value),
            customer_id=customer,
        )


def _conflicts(rows: pl.DataFrame) -> list[Problem]:
    several = (
        rows.filter(pl.col("customer").is_not_null())
        .group_by("customer", maintain_order=True)
        .agg(pl.col("line").first(), *(pl.col(name).drop_nulls().n_unique() for name in IDENTITY))
        .filter(pl.any_horizontal(pl.col(name) > 1 for name in IDENTITY))
    )
    return [
        Problem(
            "identity_conflict",
            Severity.ERROR,
            IDENTITY_CONFLICT.format(columns=_spoken(row)),
            line=row["line"],
            customer_id=row["customer"],
        )
        for row in several.iter_rows(named=True)
    ]


def _spoken(row: dict[str, int]) -> str:
    names = ["email" if name == "address" else name for name in IDENTITY if row[name] > 1]
    return " and ".join(names)
