"""The rules of the charges CSV as a table: reason code -> expression -> how to mend it.

Every rule is an expression over trimmed text columns (see `prepare`) that is true where
the rule is broken and never null.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from receipts.money import CURRENCIES
from receipts.parsing.periods import PATTERN
from receipts.parsing.problems import WARNINGS
from receipts.parsing.reading.decode import UNSEEN

# Not `\d`: that is a digit of any script.
_NUMBER = r"^[+-]?[0-9]{1,15}(\.[0-9]{1,%d}0*)?$"
AMOUNT = _NUMBER % 12
QUANTITY = _NUMBER % 18
_LONGEST_ID = 256
_DECIMAL_COMMA = r"^[+-]?[0-9]+,[0-9]+$"
#: What a spreadsheet makes of long ids, of names like dates, and of formulas that fail.
_MANGLED = (
    r"^[0-9](\.[0-9]+)?E\+[0-9]{2,}$"
    r"|^(?i:[0-3]?[0-9]-)?(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2,4}$"
    r"|^[0-3]?[0-9]-(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$"
    r"|^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|#+)$"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a line can be wrong."""

    code: str
    column: str
    broken: pl.Expr
    mend: str


def _filled(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


def _where_filled(column: str, expression: pl.Expr) -> pl.Expr:
    return _filled(column) & expression.fill_null(value=False)


def _shaped(shape: str) -> pl.Expr:
    return (pl.col("misshapen") == shape).fill_null(value=False)


def _missing(column: str) -> Rule:
    # A row with too few cells, or of a customer without a contact, has that one problem.
    alone = ~_shaped("cells_missing") & ~pl.col("contact_missing")
    mend = f"{column} is empty. Fill it in."
    return Rule(f"{column}_missing", column, ~_filled(column) & alone, mend)


def _too_long(column: str, limit: int) -> Rule:
    broken = _where_filled(column, pl.col(column).str.len_chars() > limit)
    mend = f"{column} has more than {limit} characters. Shorten it."
    return Rule(f"{column}_too_long", column, broken, mend)


def _control(column: str) -> Rule:
    broken = _where_filled(column, pl.col(column).str.contains(UNSEEN))
    mend = f"{column} holds a control character or a line break. Delete it."
    return Rule(f"{column}_control_character", column, broken, mend)


def _matching(column: str, pattern: str) -> pl.Expr:
    return _where_filled(column, pl.col(column).str.contains(pattern))


def _not_matching(code: str, column: str, pattern: str, mend: str) -> Rule:
    broken = _where_filled(column, ~pl.col(column).str.contains(pattern))
    return Rule(code, column, broken, mend)


def _usable_id() -> pl.Expr:
    """Lines that no customer can be known by are held as a group anyway."""
    legible = ~pl.col("customer_id").str.contains(UNSEEN)
    short = pl.col("customer_id").str.len_chars() <= _LONGEST_ID
    return _where_filled("customer_id", legible & short)


_EACH: dict[str, list[Callable[[str], Rule]]] = {
    "customer_id": [_missing, lambda c: _too_long(c, _LONGEST_ID), _control],
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
        "stray_quote",
        "",
        _shaped("stray_quote"),
        'A quote stands where none can be. Put the whole value inside "…" and double the quotes'
        " within it.",
    ),
    Rule(
        "cells_missing",
        "",
        _shaped("cells_missing"),
        "The row has fewer cells than the header. Add the missing commas or values.",
    ),
    Rule(
        "cells_extra",
        "",
        _shaped("cells_extra"),
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
    Rule(
        "charges_decimal_comma",
        "charges",
        _matching("charges", _DECIMAL_COMMA),
        "The amount has a comma. Write 1234.50 with a point and no thousands separators, or declare"
        ' decimal = "," in a profile.',
    ),
    Rule(
        "charges_not_a_number",
        "charges",
        ~_matching("charges", AMOUNT) & ~_matching("charges", _DECIMAL_COMMA) & _filled("charges"),
        "Write the amount as plain digits with a point: 1234.50 or -3.25, at most 15 digits before"
        " and 12 after the point; no thousands separators, currency signs or exponents.",
    ),
    Rule(
        "currency_unknown",
        "currency",
        _where_filled("currency", ~pl.col("currency").is_in(sorted(CURRENCIES))),
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
        pl.col("month_unclear") & _usable_id(),
        "Another line of this customer has no readable billing period and may belong to this"
        " month. Mend that line.",
    ),
    Rule(
        "line_unclear",
        "customer_id",
        pl.col("line_unclear") & _usable_id(),
        "A row with misplaced quotes or too few or too many cells may be a line of this customer."
        " Mend that row.",
    ),
)

#: Worth a look; nothing is held back.
NOTICES: tuple[Rule, ...] = (
    *(
        Rule("value_mangled", column, _matching(column, _MANGLED), WARNINGS["value_mangled"])
        for column in ("customer_id", "customer_name", "service_name", "description")
    ),
    *(
        Rule(code, "locale", pl.col(code), WARNINGS[code])
        for code in ("locale_unknown", "locale_untranslated")
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
