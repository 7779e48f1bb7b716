"""Exact decimal money: sums that never round, one rounding, shares that add up."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation

from iso4217 import Currency

#: Python's default context rounds silently at 28 digits; this one refuses to round at all.
EXACT = Context(prec=76, traps=[Inexact, InvalidOperation])
_ROUND = Context(prec=76, traps=[InvalidOperation])

CURRENCIES = frozenset(currency.code for currency in Currency if currency.exponent is not None)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    result = Decimal(0)
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency (ISO 4217): USD 0.01, JPY 1, KWD 0.001."""
    return Decimal(1).scaleb(-(Currency(currency).exponent or 0))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Half up (ties away from zero) to the minor unit; never a negative zero."""
    return EXACT.plus(amount.quantize(minor_unit(currency), ROUND_HALF_UP, _ROUND))


def apportioned(amounts: Sequence[Decimal], whole: Decimal, currency: str) -> list[Decimal]:
    """Shares of `whole` in minor units, by largest remainder; ties go by input order.

    `whole` is the sum of `amounts` rounded to the minor unit; the shares add up to it exactly.
    """
    unit = minor_unit(currency)
    floors = [EXACT.plus(amount.quantize(unit, ROUND_FLOOR, _ROUND)) for amount in amounts]
    missing = int(EXACT.divide(EXACT.subtract(whole, total(floors)), unit))
    by_fraction = sorted(range(len(amounts)), key=lambda i: floors[i] - amounts[i])
    lifted = set(by_fraction[:missing])
    return [EXACT.add(floor, unit) if i in lifted else floor for i, floor in enumerate(floors)]


def by_currency(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """The exact sum of each currency."""
    sums: dict[str, Decimal] = {}
    for currency, amount in amounts:
        sums[currency] = EXACT.add(sums.get(currency, Decimal(0)), amount)
    return dict(sorted(sums.items()))


def plain_each(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    """Plain text of each currency's amount."""
    return {currency: plain(amount) for currency, amount in amounts.items()}


def plain(amount: Decimal) -> str:
    """Exact text without exponent or trailing zeros: `20.28022672899`, `100`, `0`."""
    text = format(EXACT.plus(amount), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
