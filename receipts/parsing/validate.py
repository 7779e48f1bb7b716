"""Rows of one month -> who is billed, which rows are held, and why."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from receipts.model import Problem, Severity
from receipts.parsing.billed import Billed, billed_rows, together, with_customers
from receipts.parsing.prepare import Terms, prepare
from receipts.parsing.reading.decode import shown
from receipts.parsing.rules import IDENTITY, IDENTITY_CONFLICT, NOTICES, RULES, Rule
from receipts.parsing.screen import screen
from schemas.charges import CHARGES_CSV


class Validated(NamedTuple):
    """Every row is in one half."""

    billed: Billed
    #: `line`, `customer` (the id; null where it cannot be used), `amount`, `currency`,
    #: `billing_period`.
    held: pl.DataFrame
    problems: list[Problem]


_HELD = ("line", "customer", "amount", "currency", "billing_period")
_AMOUNT = {"amount": pl.Decimal(38, 12)}
_TOLD = tuple(CHARGES_CSV.names)
_NO_TEXTS: Mapping[int, str] = MappingProxyType({})
_UNUSABLE_ID = ("customer_id_missing", "customer_id_too_long", "customer_id_control_character")


def validate(
    raw: pl.DataFrame,
    terms: Terms,
    *,
    absent: frozenset[str],
    known: bool,
    texts: Mapping[int, str] = _NO_TEXTS,
) -> Validated:
    """A customer is atomic: one bad line holds all lines of that customer.

    `absent` columns are not in the file at all: that is the file's problem, not each line's.
    `known` says whether these are the rows of a month, or those of no known month; `texts` are
    whole rows by their line, where the cells cannot be told apart.
    """
    if not known or absent & {"customer_id", "charges"}:
        return inspect(raw, terms, absent=absent, texts=texts)
    screened = screen(raw, terms)
    if screened.rest.is_empty():
        return Validated(screened.billed, nothing_held(), [])
    found = inspect(screened.rest, terms, absent=absent, texts=texts)
    return found._replace(billed=together(screened.billed, found.billed))


def inspect(
    raw: pl.DataFrame,
    terms: Terms,
    *,
    absent: frozenset[str],
    texts: Mapping[int, str] = _NO_TEXTS,
) -> Validated:
    """Ask every rule of every row."""
    rules = [rule for rule in RULES if rule.column not in absent]
    rows = prepare(raw, terms)
    broken = rows.select(rule.broken.alias(rule.code) for rule in rules)
    rows = rows.with_columns(
        customer=pl.when(~_any_of(broken, _UNUSABLE_ID)).then(pl.col("customer_id")),
        bad=_any_of(broken, broken.columns),
    )
    conflicts = _conflicts(_with_usable_identity(rows, broken))
    in_conflict = pl.col("customer").is_in([problem.customer_id for problem in conflicts])
    held = pl.col("bad").any().over("customer") | in_conflict.fill_null(value=False)
    told = rows.select("line", "customer", *(_original(raw, rows, name) for name in _TOLD))
    problems = [
        *_problems(rules, told, _told_once(broken), texts),
        *_notices(told, rows),
        *conflicts,
    ]
    halves = rows.with_columns(held=held)
    return Validated(
        billed_rows(halves.filter(~pl.col("held"))),
        halves.filter("held").select(_HELD),
        sorted(problems, key=lambda p: p.line or 0),
    )


def nothing_held() -> pl.DataFrame:
    """`Validated.held` without rows."""
    return pl.DataFrame(schema=dict.fromkeys(_HELD, pl.String) | {"line": pl.UInt32, **_AMOUNT})


def held_after_all(billed: Billed, billing_period: str) -> pl.DataFrame:
    """The lines of customers who would have been billed, in the shape of `Validated.held`."""
    return with_customers(billed).select(
        "line",
        pl.col("customer_id").alias("customer"),
        "amount",
        "currency",
        pl.lit(billing_period).alias("billing_period"),
    )


def _any_of(broken: pl.DataFrame, codes: Iterable[str]) -> pl.Series:
    present = [code for code in codes if code in broken.columns]
    return broken.select(pl.any_horizontal(pl.lit(value=False), *present)).to_series()


def _told_once(broken: pl.DataFrame) -> pl.DataFrame:
    """Where quotes are astray nobody knows the cells: that is the line's one problem."""
    readable = ~pl.col("stray_quote")
    return broken.with_columns(pl.exclude("stray_quote") & readable)


def _original(raw: pl.DataFrame, rows: pl.DataFrame, name: str) -> pl.Series:
    """The cells as they came; a contact's where the file has none."""
    return raw[name] if name in raw.columns else rows[name]


def _problems(
    rules: Iterable[Rule], told: pl.DataFrame, broken: pl.DataFrame, texts: Mapping[int, str]
) -> Iterator[Problem]:
    for rule in rules:
        yield from _told(rule, told.filter(broken[rule.code]), Severity.ERROR, texts)


def _notices(told: pl.DataFrame, rows: pl.DataFrame) -> Iterator[Problem]:
    for rule in NOTICES:
        noticed = rows.select(rule.broken).to_series()
        yield from _told(rule, told.filter(noticed), Severity.WARNING)


def _told(
    rule: Rule, told: pl.DataFrame, severity: Severity, texts: Mapping[int, str] = _NO_TEXTS
) -> Iterator[Problem]:
    value = pl.col(rule.column) if rule.column else pl.lit(None, pl.String)
    columns = told.select("line", value.alias("value"), "customer")
    for line, cell, customer in columns.iter_rows():
        text = cell if rule.column else texts.get(line)
        yield Problem(
            rule.code,
            severity,
            rule.mend,
            line=line,
            column=rule.column or None,
            value=None if text is None else shown(text),
            customer_id=customer,
        )


def _with_usable_identity(rows: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    """Names and currencies that break a rule themselves are not compared."""
    names = _any_of(broken, ("customer_name_too_long", "customer_name_control_character"))
    currencies = _any_of(broken, ("currency_unknown",))
    return rows.with_columns(
        customer_name=pl.when(~names).then(pl.col("customer_name")),
        currency=pl.when(~currencies).then(pl.col("currency")),
    )


def _conflicts(rows: pl.DataFrame) -> list[Problem]:
    legible = rows.filter(pl.col("customer").is_not_null() & _has_cells())
    several = (
        legible.group_by("customer", maintain_order=True)
        .agg(pl.col("line").first(), *(_differ(name) for name in IDENTITY))
        .filter(pl.any_horizontal(IDENTITY))
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


def _has_cells() -> pl.Expr:
    return (pl.col("misshapen") != "stray_quote").fill_null(value=True)


def _differ(name: str) -> pl.Expr:
    """Whether a customer's lines have several values; those that have none do not count."""
    return (pl.col(name).min() != pl.col(name).max()).fill_null(value=False).alias(name)


def _spoken(row: dict[str, bool]) -> str:
    names = ["email" if name == "address" else name for name in IDENTITY if row[name]]
    return " and ".join(names)
