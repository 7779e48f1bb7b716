"""The rules of the charges CSV as a table: reason code -> expression -> how to mend it.

Every rule is an expression over trimmed text columns (see `prepare`) that is true where
the rule is broken and never null.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from receipts.money import CURRENCIES
from receipts.parsing.periods import PATTERN

_CONTROL = r"[\p{Cc}\x{F0000}-\x{F009F}]"
# Not `\d`: that is a digit of any script.
_NUMBER = r"^[+-]?[0-9]{1,15}(\.[0-9]{1,%d}0*)?$"
AMOUNT = _NUMBER % 12
QUANTITY = _NUMBER % 18


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a line can be wrong."""

    code: str
    column: str
    broken: pl.Expr
    mend: str


def _filled(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


def _broken_where_filled(column: str, expression: pl.Expr) -> pl.Expr:
    return _filled(column) & expression.fill_null(value=False)


def _missing(column: str) -> Rule:
    # A row with too few cells, or of a customer without a contact, has that one problem.
    alone = (pl.col("cells") >= pl.col("expected_cells")) & ~pl.col("contact_missing")
    mend = f"{column} is empty. Fill it in."
    return Rule(f"{column}_missing", column, ~_filled(column) & alone, mend)


def _too_long(column: str, limit: int) -> Rule:
    broken = _broken_where_filled(column, pl.col(column).str.len_chars() > limit)
    mend = f"{column} has more than {limit} characters. Shorten it."
    return Rule(f"{column}_too_long", column, broken, mend)


def _control(column: str) -> Rule:
    broken = _broken_where_filled(column, pl.col(column).str.contains(_CONTROL))
    mend = f"{column} holds a control character or a line break. Delete it."
    return Rule(f"{column}_control_character", column, broken, mend)


def _not_matching(code: str, column: str, pattern: str, mend: str) -> Rule:
    broken = _broken_where_filled(column, ~pl.col(column).str.contains(pattern))
    return Rule(code, column, broken, mend)


_EACH: dict[str, list[Callable[[str], Rule]]] = {
    "customer_id": [_missing, lambda c: _too_long(c, 256), _control],
    "customer_name": [_missing, lambda c: _too_long(c, 200), _control],
    "email": [_missing],
    "service_name": [_missing, lambda c: _too_long(c, 200), _control],
    "charges": [_missing],
    "billing_period": [_missing],
    "description": [_control],
    "unit": [_control],
}

RULES: tuple[Rule, ...] = (
    Rule(
        "cells_missing",
        "",
        pl.col("cells") < pl.col("expected_cells"),
        "The row has fewer cells than the header. Add the missing commas or values.",
    ),
    Rule(
        "cells_extra",
        "",
        pl.col("cells") > pl.col("expected_cells"),
        'The row has more cells than the header. Put a value with commas inside "…".',
    ),
    *(rule(column) for column, rules in _EACH.items() for rule in rules),
    Rule(
        "contact_missing",
        "customer_id",
        pl.col("contact_missing"),
        "The contacts file has no address for this customer. Add a line for it and drop again.",
    ),
    Rule(
        "email_invalid",
        "email",
        _filled("email") & pl.col("address").is_null(),
        "This is not one e-mail address that can receive mail (name@example.com).",
    ),
    _not_matching(
        "charges_not_a_number",
        "charges",
        AMOUNT,
        "Write the amount as plain digits with a point: 1234.50 or -3.25, at most 15 digits before"
        " and 12 after the point; no thousands separators, currency signs or exponents.",
    ),
    Rule(
        "currency_unknown",
        "currency",
        _broken_where_filled("currency", ~pl.col("currency").is_in(sorted(CURRENCIES))),
        "This is not an ISO 4217 currency code such as USD or EUR.",
    ),
    *(
        _not_matching(
            f"{column}_not_a_number",
            column,
            QUANTITY,
            f"Write {column} as plain digits with a point, or leave it empty.",
        )
        for column in ("quantity", "unit_price")
    ),
    _not_matching(
        "billing_period_invalid",
        "billing_period",
        PATTERN,
        "Write the billing period as YYYY-MM, for example 2024-09.",
    ),
    Rule(
        "billing_period_unclear",
        "billing_period",
        pl.col("month_unclear"),
        "Another line of this customer has no readable billing period and may belong to this"
        " month. Mend that line.",
    ),
)

#: Columns in which one customer's lines must agree.
IDENTITY = ("customer_name", "address", "currency")
IDENTITY_CONFLICT = (
    "The lines of this customer have several values of {columns}. A receipt goes to one name and"
    " address in one currency: make them agree."
)

#: Code -> words, for every reason to hold a customer.
WORDS = {
    **{rule.code: rule.mend for rule in RULES},
    "identity_conflict": IDENTITY_CONFLICT.format(columns="name, address or currency"),
    "conflict": (
        "This customer and month were already billed with other content. One receipt per customer"
        " and month: combine the files, or drop under corrections/."
    ),
}
