"""Money and quantities as a language writes them. Exact: nothing is rounded here."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from unicodedata import category

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import NumberPattern, get_currency_name, get_currency_symbol

from receipts import money

#: What stands for the currency in a pattern of the CLDR.
_SIGN = "\N{CURRENCY SIGN}"
_SPACE = "\N{NO-BREAK SPACE}"
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """What stands before, between and behind the digits of a number.

    Digits are text here, put together without arithmetic: there is no precision to exceed.
    """

    #: Before and behind: of numbers from zero up, and of negative ones.
    positive: tuple[str, str]
    negative: tuple[str, str]
    #: How many digits the last group has, and how many each before it.
    grouping: tuple[int, int]
    group: str
    point: str
    #: So many digits behind the point at least.
    least: int

    def of(self, number: Decimal) -> str:
        """With all its digits."""
        before, behind = self.negative if number < 0 else self.positive
        whole, _, fraction = format(number.copy_abs(), "f").partition(".")
        fraction = fraction.rstrip("0").ljust(self.least, "0")
        point = self.point if fraction else ""
        return f"{before}{self._grouped(whole)}{point}{fraction}{behind}"

    def _grouped(self, digits: str) -> str:
        size, further = self.grouping
        groups = []
        while len(digits) > size:
            groups.append(digits[-size:])
            digits, size = digits[:-size], further
        return self.group.join((digits, *reversed(groups)))


class Figures:
    """How a locale writes one currency's amounts, and other numbers."""

    def __init__(self, locale: Locale, currency: str) -> None:
        # ISO 4217's minor units, not the CLDR's: docs/adr/0004-iso-4217-decides-minor-units.md
        digits = -int(money.minor_unit(currency).as_tuple().exponent)
        symbol = str(get_currency_symbol(currency, locale=locale))
        self._currency_name = str(get_currency_name(currency, locale=locale))
        self._money = _writing(locale, locale.currency_formats["standard"], digits, symbol)
        self._number = _writing(locale, locale.decimal_formats[None], 0)

    @property
    def currency_name(self) -> str:
        """`US Dollar`, as the locale calls it."""
        return self._currency_name

    def money(self, amount: Decimal) -> str:
        """An amount or a price, at least in minor units: `$1,234.50`, `0,0116 €`."""
        return self._money.of(amount)

    def number(self, number: Decimal) -> str:
        """`1,000.5`"""
        return self._number.of(number)


@functools.lru_cache(maxsize=256)
def figures_of(locale: Locale, currency: str) -> Figures:
    """Made once: patterns take longer to make than to use."""
    return Figures(locale, currency)


@functools.lru_cache(maxsize=256)
def in_words(billing_period: str, locale: Locale) -> str:
    """`September 2024`, `septiembre de 2024`."""
    first = date.fromisoformat(f"{billing_period}-01")
    return str(format_skeleton("yMMMM", first, locale=locale))


def _writing(locale: Locale, pattern: NumberPattern, least: int, symbol: str = "") -> _Writing:
    # Western digits everywhere, in Arabic too: an account number's are no others.
    signs: Mapping[str, str] = locale.number_symbols["latn"]
    point = signs["decimal"]
    if symbol:  # Swiss French has a comma in numbers and a point in amounts.
        point = signs.get("currencyDecimal", point)
    positive, negative = (
        _around(locale, pattern.prefix[i], pattern.suffix[i], symbol) for i in (0, 1)
    )
    return _Writing(
        positive=positive,
        negative=(negative[0].replace("-", signs["minusSign"]), negative[1]),
        grouping=pattern.grouping,
        group=signs["group"],
        point=point,
        least=least,
    )


def _around(locale: Locale, before: str, behind: str, symbol: str) -> tuple[str, str]:
    """What stands on both sides of a number's digits."""
    # A symbol that is letters keeps its distance (`CHF 5`), which Babel does not see to:
    # https://www.unicode.org/reports/tr35/tr35-numbers.html#Currencies
    if before.endswith(_SIGN) and category(symbol[-1])[0] != "S":
        before += _SPACE
    if symbol and locale.text_direction == "rtl":
        # A minus turns the digits to the left, and must not turn the symbol along with them;
        # a symbol's last sign belongs to the letters before it: `US$`, not `$US`.
        behind = _RIGHT_TO_LEFT + behind.replace(_SIGN, _SIGN + _LEFT_TO_RIGHT)
    return before.replace(_SIGN, symbol), behind.replace(_SIGN, symbol)
