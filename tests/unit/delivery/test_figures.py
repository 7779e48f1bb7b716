import decimal
from decimal import Decimal

import pytest
from babel import Locale, localedata
from hypothesis import given
from hypothesis import strategies as st

from receipts import money
from receipts.delivery.figures import figures_of, in_words
from receipts.languages import TRANSLATED

LOCALES = sorted(
    name for name in localedata.locale_identifiers() if name.split("_")[0] in TRANSLATED
)
CURRENCIES = sorted(money.CURRENCIES)
AMOUNTS = ("USD 1234567.50", "EUR -1234.05", "JPY 1234567", "KWD 0.125", "CHF -0.05")
# Spaces that do not break are spelled out: \u00a0, and the narrow \u202f.
WRITTEN = {
    "en": ("$1,234,567.50", "-€1,234.05", "¥1,234,567", "KWD\u00a00.125", "-CHF\u00a00.05"),
    "en_GB": ("US$1,234,567.50", "-€1,234.05", "JP¥1,234,567", "KWD\u00a00.125", "-CHF\u00a00.05"),
    "en_IN": ("$12,34,567.50", "-€1,234.05", "JP¥12,34,567", "KWD\u00a00.125", "-CHF\u00a00.05"),
    "de": (
        *("1.234.567,50\u00a0$", "-1.234,05\u00a0€", "1.234.567\u00a0¥"),
        *("0,125\u00a0KWD", "-0,05\u00a0CHF"),
    ),
    "de_CH": (
        *("$\u00a01\u2019234\u2019567.50", "EUR-1\u2019234.05", "¥\u00a01\u2019234\u2019567"),
        *("KWD\u00a00.125", "CHF-0.05"),
    ),
    "de_AT": (
        *("$\u00a01.234.567,50", "-€\u00a01.234,05", "¥\u00a01.234.567"),
        *("KWD\u00a00,125", "-CHF\u00a00,05"),
    ),
    "fr": (
        *("1\u202f234\u202f567,50\u00a0$US", "-1\u202f234,05\u00a0€"),
        *("1\u202f234\u202f567\u00a0JPY", "0,125\u00a0KWD", "-0,05\u00a0CHF"),
    ),
    # A point in amounts, a comma in other numbers.
    "fr_CH": (
        *("1\u202f234\u202f567.50\u00a0$US", "-1\u202f234.05\u00a0€"),
        *("1\u202f234\u202f567\u00a0JPY", "0.125\u00a0KWD", "-0.05\u00a0CHF"),
    ),
    "es": (
        *("1.234.567,50\u00a0US$", "-1.234,05\u00a0€", "1.234.567\u00a0JPY"),
        *("0,125\u00a0KWD", "-0,05\u00a0CHF"),
    ),
    "es_MX": (
        *("USD\u00a01,234,567.50", "-EUR\u00a01,234.05", "JPY\u00a01,234,567"),
        *("KWD\u00a00.125", "-CHF\u00a00.05"),
    ),
    "pt": (
        *("US$\u00a01.234.567,50", "-€\u00a01.234,05", "JP¥\u00a01.234.567"),
        *("KWD\u00a00,125", "-CHF\u00a00,05"),
    ),
    "pt_PT": (
        *("1\u00a0234\u00a0567,50\u00a0US$", "-1\u00a0234,05\u00a0€"),
        *("1\u00a0234\u00a0567\u00a0JP¥", "0,125\u00a0KWD", "-0,05\u00a0CHF"),
    ),
    "ja": ("$1,234,567.50", "-€1,234.05", "\uffe51,234,567", "KWD\u00a00.125", "-CHF\u00a00.05"),
    # \u200f turns to the right what follows, \u200e to the left.
    "ar": (
        "\u200f1,234,567.50\u200f\u00a0US$\u200e",
        "\u200f\u200e-1,234.05\u200f\u00a0€\u200e",
        "\u200f1,234,567\u200f\u00a0JP¥\u200e",
        "\u200f0.125\u200f\u00a0\u062f.\u0643.\u200f\u200e",
        "\u200f\u200e-0.05\u200f\u00a0CHF\u200e",
    ),
}


def figures(locale="en", currency="USD"):
    return figures_of(Locale.parse(locale), currency)


def read_back(shown, point):
    """The number that somebody reads: its sign, its digits, and one point."""
    digits = "".join(sign for sign in shown if sign in f"0123456789{point}").strip(point)
    return Decimal(("-" if "-" in shown else "") + digits.replace(point, "."))


@pytest.mark.parametrize(
    ("locale", "amount", "written"),
    [
        (locale, amount, written)
        for locale, row in WRITTEN.items()
        for amount, written in zip(AMOUNTS, row, strict=True)
    ],
)
def test_each_language_writes_money_its_own_way(locale, amount, written):
    currency, number = amount.split()

    shown = figures(locale, currency).money(Decimal(number))

    assert shown == written


def test_every_language_is_in_the_table():
    assert {name.split("_")[0] for name in WRITTEN} == TRANSLATED


@pytest.mark.parametrize(
    ("currency", "shown"),
    [
        ("JPY", "¥1"),
        ("HUF", "HUF\u00a01.00"),  # the CLDR has cash in whole forints
        ("IQD", "IQD\u00a01.000"),  # no digits in the CLDR
        ("KWD", "KWD\u00a01.000"),
        ("CLF", "CLF\u00a01.0000"),
        ("UYW", "UYW\u00a01.0000"),
        ("ISK", "ISK\u00a01"),
        ("MRU", "MRU\u00a01.00"),
    ],
)
def test_minor_units_are_those_of_iso_4217(currency, shown):
    assert figures(currency=currency).money(Decimal(1)) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("99999999999999999999999999.99", "$99,999,999,999,999,999,999,999,999.99"),
        ("-99999999999999999999999999.99", "-$99,999,999,999,999,999,999,999,999.99"),
        ("0.000000000000000001", "$0.000000000000000001"),
        ("999999999999999.123456789012345678", "$999,999,999,999,999.123456789012345678"),
        ("0.0116000", "$0.0116"),
        ("0.1", "$0.10"),
        ("5E+2", "$500.00"),
        ("0E-12", "$0.00"),
        ("-0.00", "$0.00"),
        ("999", "$999.00"),
        ("1000", "$1,000.00"),
    ],
)
def test_an_amount_and_a_price_have_all_their_digits(number, shown):
    assert figures().money(Decimal(number)) == shown


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en", "-12,345.5"),
        ("de", "-12.345,5"),
        ("de_CH", "-12\u2019345.5"),
        ("fr", "-12\u202f345,5"),
        ("fr_CH", "-12\u202f345,5"),
        ("ar", "\u200e-12,345.5"),
    ],
)
def test_a_quantity_has_no_more_digits_than_it_needs(locale, shown):
    assert figures(locale).number(Decimal("-12345.500")) == shown
    assert figures(locale).number(Decimal("7.000")) == "7"


@given(
    st.sampled_from(LOCALES),
    st.sampled_from(CURRENCIES),
    st.decimals(-(10**26), 10**26, places=18, allow_nan=False),
)
def test_the_digits_read_back_are_the_amount(locale, currency, amount):
    symbols = Locale.parse(locale).number_symbols["latn"]
    point = symbols.get("currencyDecimal", symbols["decimal"])

    shown = figures(locale, currency).money(amount)

    assert read_back(shown, point) == amount


def test_no_arithmetic_of_the_moment_touches_an_amount():
    amount = Decimal("-12345678901234567890.12")

    with decimal.localcontext(prec=3, traps=[decimal.Inexact, decimal.Rounded]):
        shown = figures().money(amount)

    assert shown == "-$12,345,678,901,234,567,890.12"


@pytest.mark.parametrize(
    ("locale", "month"),
    [
        ("en", "September 2024"),
        ("de", "September 2024"),
        ("fr", "septembre 2024"),
        ("es", "septiembre de 2024"),
        ("pt", "setembro de 2024"),
        ("ja", "2024年9月"),
        ("ar", "سبتمبر 2024"),
    ],
)
def test_a_month_is_in_words(locale, month):
    assert in_words("2024-09", Locale.parse(locale)) == month
