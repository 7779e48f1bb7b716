"""Raw cells -> trimmed values in the contract's terms, with the original text kept beside them."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from receipts.model import Problem
from receipts.parsing.addresses import normalised
from receipts.parsing.problems import warning
from receipts.parsing.profiles import Profile
from receipts.parsing.rules import AMOUNT, QUANTITY
from schemas.charges import CHARGES_CSV

#: White space of every kind, zero-width and no-break included, as people paste it.
_AROUND = " \t\r\n\u00a0\u1680\u180e\u2007\u200b\u200c\u200d\u202f\u2028\u2029\u2060\u3000\ufeff"
_EXPONENT = r"^[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,2}$"
_MONTH_OF_A_DATE = r"^([0-9]{4}-[0-9]{2})-[0-9]{2}(?:[T ]|$)"
_LOCALE = r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"
#: ISO 4217 for "no currency": amounts whose currency cannot be read.
NO_CURRENCY = "XXX"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a file leaves unsaid."""

    currency: str
    locale: str
    #: The key's month; None where the file's own column says it.
    billing_period: str | None


def prepare(
    raw: pl.DataFrame, profile: Profile, contacts: pl.DataFrame | None, defaults: Defaults
) -> pl.DataFrame:
    """Trimmed text columns, `address`, typed `amount` …, and `original`: the cells as they came."""
    rows = raw.with_columns(
        pl.struct(CHARGES_CSV.names).alias("original"),
        *(trimmed(name, profile) for name in CHARGES_CSV.names),
        contact_missing=pl.lit(value=False),
        month_unclear=pl.lit(value=False),
    )
    if contacts is not None:
        rows = _with_contacts(rows, contacts)
    if profile.exponents:
        rows = rows.with_columns(*(_spelled_out(rows[name]) for name in ("charges", "quantity")))
    if profile.period_from_date:
        rows = rows.with_columns(pl.col("billing_period").str.extract(_MONTH_OF_A_DATE))
    return rows.with_columns(_completed(defaults)).with_columns(
        address=normalised(rows["email"]),
        amount=_number("charges", AMOUNT, 12),
        quantity_number=_number("quantity", QUANTITY, 18),
        unit_price_number=_number("unit_price", QUANTITY, 18),
    )


def locale_warnings(rows: pl.DataFrame, default: str) -> list[Problem]:
    """Lines whose locale is replaced by the default."""
    asked = pl.col("original").struct.field("locale")
    unknown = rows.filter(asked.str.strip_chars(_AROUND).str.contains(_LOCALE).not_())
    return [
        warning("locale_unknown", line=line, value=value, default=default)
        for line, value in unknown.select("line", asked).iter_rows()
        if value.strip(_AROUND)
    ]


def trimmed(name: str, profile: Profile) -> pl.Expr:
    """A cell without white space around it; null when nothing is left."""
    text = pl.col(name).str.strip_chars(_AROUND)
    nothing = (text == "") | (text == profile.null if profile.null else pl.lit(value=False))
    return pl.when(~nothing).then(text).alias(name)


def _with_contacts(rows: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    joined = rows.drop("email").join(contacts, on="customer_id", how="left", maintain_order="left")
    return joined.with_columns(
        customer_name=pl.coalesce("customer_name_right", "customer_name"),
        contact_missing=pl.col("customer_id").is_not_null() & pl.col("email").is_null(),
    ).drop("customer_name_right")


def _spelled_out(texts: pl.Series) -> pl.Series:
    """`8E-7` -> `0.0000008`, exactly."""
    short = texts.filter(texts.str.contains(_EXPONENT).fill_null(value=False)).unique()
    spelled_out = [format(Decimal(text), "f") for text in short]
    return texts.replace(short, pl.Series(spelled_out, dtype=pl.String))


def _completed(defaults: Defaults) -> list[pl.Expr]:
    locale = pl.when(pl.col("locale").str.contains(_LOCALE)).then(pl.col("locale"))
    completed = [
        pl.col("currency").str.to_uppercase().fill_null(defaults.currency),
        locale.fill_null(defaults.locale).alias("locale"),
    ]
    if defaults.billing_period:
        completed.append(pl.lit(defaults.billing_period).alias("billing_period"))
    return completed


def _number(column: str, pattern: str, scale: int) -> pl.Expr:
    # polars rounds digits it has no room for without a word: only matching text is cast.
    legible = pl.when(pl.col(column).str.contains(pattern)).then(pl.col(column))
    return legible.cast(pl.Decimal(38, scale))
