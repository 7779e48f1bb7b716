"""Raw cells -> trimmed values in the contract's terms."""

from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from receipts.languages import SPOKEN
from receipts.parsing.addresses import normalised
from receipts.parsing.profiles import Profile
from receipts.parsing.reading.records import AROUND
from receipts.parsing.rules import AMOUNT, QUANTITY
from schemas.charges import CHARGES_CSV

_EXPONENT = r"^[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,2}$"
_MONTH_OF_A_DATE = r"^([0-9]{4}-[0-9]{2})-[0-9]{2}(?:[T ]|$)"
_LOCALE = r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"
_NUMBERS = ("charges", "quantity", "unit_price")
#: ISO 4217 for "no currency": amounts whose currency cannot be read.
NO_CURRENCY = "XXX"


def no_ids() -> pl.Series:
    """No customer ids."""
    return pl.Series(dtype=pl.String)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a file's cells are read with, and what it leaves unsaid."""

    profile: Profile
    currency: str
    locale: str
    #: The key's month; None where the file's own column says it.
    billing_period: str | None
    #: customer_id, customer_name and email, where the profile has contacts.
    contacts: pl.DataFrame | None = None
    #: Customers who may have more lines than can be seen: in no known month, or misshapen.
    month_unclear: pl.Series = field(default_factory=no_ids)
    line_unclear: pl.Series = field(default_factory=no_ids)


def prepare(raw: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """All columns of the contract as trimmed text, null where empty; then `address`, `amount`,
    `quantity_number`, `unit_price_number`, `line`, `misshapen` and flags for the rules."""
    profile = terms.profile
    rows = raw.with_columns(
        *(trimmed(name, profile) for name in CHARGES_CSV.names if name in raw.columns),
        *(pl.lit(None, pl.String).alias(n) for n in CHARGES_CSV.names if n not in raw.columns),
        contact_missing=pl.lit(value=False),
    )
    if terms.contacts is not None:
        rows = _with_contacts(rows, terms.contacts)
    if profile.decimal == ",":
        rows = rows.with_columns(*map(_with_a_point, _NUMBERS))
    if profile.exponents:
        rows = rows.with_columns(*(_spelled_out(rows[name]) for name in _NUMBERS))
    if profile.period_from_date:
        rows = rows.with_columns(pl.col("billing_period").str.extract(_MONTH_OF_A_DATE))
    return _with_flags(rows.with_columns(_completed(terms)), terms).with_columns(
        address=normalised(rows["email"]),
        amount=number("charges", AMOUNT, 12),
        quantity_number=number("quantity", QUANTITY, 18),
        unit_price_number=number("unit_price", QUANTITY, 18),
    )


def trimmed(name: str, profile: Profile) -> pl.Expr:
    """A cell without white space around it; null when nothing is left."""
    text = pl.col(name).str.strip_chars(AROUND)
    nothing = (text == "") | (text == profile.null if profile.null else pl.lit(value=False))
    return pl.when(~nothing).then(text).alias(name)


def number(column: str, pattern: str, scale: int) -> pl.Expr:
    """A decimal where the text is one, else null."""
    # polars rounds digits it has no room for without a word: only matching text is cast.
    legible = pl.when(pl.col(column).str.contains(pattern)).then(pl.col(column))
    return legible.cast(pl.Decimal(38, scale))


def _with_contacts(rows: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    joined = rows.drop("email").join(contacts, on="customer_id", how="left", maintain_order="left")
    return joined.with_columns(
        customer_name=pl.coalesce("customer_name_right", "customer_name"),
        contact_missing=pl.col("customer_id").is_not_null() & pl.col("email").is_null(),
    ).drop("customer_name_right")


def _with_a_point(column: str) -> pl.Expr:
    # A point is not the decimal sign here: it stays in place as what no amount may hold.
    return pl.col(column).str.replace_many([".", ","], ["'", "."])


def _spelled_out(texts: pl.Series) -> pl.Series:
    """`8E-7` -> `0.0000008`, exactly."""
    short = texts.filter(texts.str.contains(_EXPONENT).fill_null(value=False)).unique()
    spelled_out = [format(Decimal(text), "f") for text in short]
    return texts.replace(short, pl.Series(spelled_out, dtype=pl.String))


def _completed(terms: Terms) -> list[pl.Expr]:
    known = pl.col("locale").str.contains(_LOCALE)
    spoken = pl.col("locale").str.contains(SPOKEN)
    completed = [
        _upper("currency").fill_null(terms.currency),
        pl.when(known).then(pl.col("locale")).fill_null(terms.locale).alias("locale"),
        (~known).fill_null(value=False).alias("locale_unknown"),
        (known & ~spoken).fill_null(value=False).alias("locale_untranslated"),
    ]
    if terms.billing_period:
        completed.append(pl.lit(terms.billing_period).alias("billing_period"))
    return completed


def _upper(column: str) -> pl.Expr:
    # Letters beyond ASCII may become ASCII ones: the long s is an S in capitals.
    ascii_only = pl.col(column).str.len_bytes() == pl.col(column).str.len_chars()
    upper = pl.when(ascii_only).then(pl.col(column).str.to_uppercase())
    return upper.otherwise(pl.col(column)).alias(column)


def _with_flags(rows: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """A customer who may have more lines is told so once, at the first line."""
    first = pl.col("customer_id").is_first_distinct()
    unclear = {"month_unclear": terms.month_unclear, "line_unclear": terms.line_unclear}
    return rows.with_columns(
        (first & pl.col("customer_id").is_in(ids.implode())).fill_null(value=False).alias(name)
        for name, ids in unclear.items()
    )
