"""A run's money, currency by currency. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from receipts import money

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """charged = billed exactly + held; rounding is what rounding each receipt added."""

    currency: str
    charged: Decimal
    held: Decimal
    exact: Decimal
    billed: Decimal
    rounding: Decimal


def money_rows(record: Mapping[str, Any]) -> list[MoneyRow]:
    """As the run's record has it."""
    sums = {name: amounts(record[name]) for name in _SUMS}
    currencies = sorted({currency for each in sums.values() for currency in each})
    return [_row(currency, sums) for currency in currencies]


_SUMS = ("charges_total", "held_total", "receipts_total", "billed_total")


def _row(currency: str, sums: Mapping[str, Mapping[str, Decimal]]) -> MoneyRow:
    charged, held, exact, billed = (sums[name].get(currency, _NOTHING) for name in _SUMS)
    return MoneyRow(
        currency=currency,
        charged=charged,
        held=held,
        exact=exact,
        billed=billed,
        rounding=money.EXACT.subtract(billed, exact),
    )


def amounts(texts: Mapping[str, str]) -> dict[str, Decimal]:
    """Of a record."""
    return {currency: Decimal(text) for currency, text in texts.items()}


def sums(rows: pl.DataFrame, column: str) -> dict[str, Decimal]:
    """Per currency, over all amounts that can be read."""
    known = rows.drop_nulls(column).group_by("currency").agg(pl.col(column).sum())
    return dict(sorted(known.iter_rows()))


def differences(
    record: Mapping[str, Any],
    *,
    receipts: pl.DataFrame,
    lines: pl.DataFrame,
    held: pl.DataFrame,
) -> Iterator[str]:
    """Where the record and the tables do not say the same, in words."""
    counted = {
        "receipts": (record["receipts"], receipts.height),
        "rows": (record["rows"], lines.height + held.height),
        "customers held": (record["held"], held["customer_id"].n_unique()),
        "unreadable amounts": (record["unreadable_amounts"], held["charges"].null_count()),
    }
    for what, (said, found) in counted.items():
        if said != found:
            yield f"The record says {said:,} {what}, the tables have {found:,}."
    summed = {
        "on receipts": ("receipts_total", sums(receipts, "total")),
        "on the receipts' lines": ("receipts_total", sums(lines, "charges")),
        "billed": ("billed_total", sums(receipts, "billed")),
        "held back": ("held_total", sums(held, "charges")),
    }
    for what, (name, added) in summed.items():
        yield from _differing(what, amounts(record[name]), added)
    yield from (
        f"{row.currency}: what is held back and what is billed do not add up to the file."
        for row in money_rows(record)
        if money.EXACT.add(row.exact, row.held) != row.charged
    )


def _differing(
    what: str, said: Mapping[str, Decimal], found: Mapping[str, Decimal]
) -> Iterator[str]:
    for currency in sorted(said.keys() | found.keys()):
        one, other = said.get(currency, _NOTHING), found.get(currency, _NOTHING)
        if one != other:
            yield (
                f"{currency} {what}: the record says {money.plain(one)},"
                f" the tables have {money.plain(other)}."
            )
