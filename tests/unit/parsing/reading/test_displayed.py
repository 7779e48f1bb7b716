from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.parsing.reading.displayed import Displayed, displayed

AFTERNOON = datetime(2024, 9, 1, 15, 4, 5, 250_000)  # noqa: DTZ001 - cells have no time zone


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("007", "007"),
        ("1.234,50", "1.234,50"),
        (" x ", " x "),
        ("#REF!", "#REF!"),
        (True, "TRUE"),
        (False, "FALSE"),
    ],
)
@pytest.mark.parametrize("number_format", ["General", "@", "0.00", "yyyy-mm"])
def test_text_is_shown_as_it_is(value, text, number_format):
    shown = displayed(value, number_format, decimal=",")

    assert shown == Displayed(text, shows_less=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (100.1 * 3, "300.3"),
        (4.35 * 100, "435"),
        (1e-9, "0.000000001"),
        (-12.5, "-12.5"),
        (517_000_000_000, "517000000000"),
        (5.17e11, "517000000000"),
        (123_456_789_012_345, "123456789012345"),
        (123_456_789_012_345_678, "1.23456789012346E+17"),
        (1e17, "1E+17"),
        (10**15, "1E+15"),
        (10**500, "1E+500"),
        (float("inf"), "#NUM!"),
    ],
)
@pytest.mark.parametrize("number_format", ["General", "@", "general", "[>9]0;0.0", "# ?/?"])
def test_a_plain_number_is_its_fifteen_digits(value, text, number_format):
    shown = displayed(value, number_format, decimal=".")

    assert shown == Displayed(text, shows_less=False)


@pytest.mark.parametrize(
    "number_format",
    [
        "0.00",
        "#,##0.00",
        "#,##0.00 [$\u20ac-407]",
        "[$USD] #,##0.00",
        "$#,##0.00",
        '#,##0.00\\ "EUR"',
        '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
        '_-* #,##0.00\\ "\u20ac"_-;\\-* #,##0.00\\ "\u20ac"_-;_-* "-"??\\ "\u20ac"_-;_-@_-',
        '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
        "0.00;[Red]0.00",
    ],
)
@pytest.mark.parametrize(
    ("value", "text", "shows_less"),
    [
        (1234.5, "1234.50", False),
        (-1234.5, "-1234.50", False),
        (0, "0.00", False),
        (0.1 + 0.2, "0.30", False),
        (1.005, "1.01", True),
        (-1.005, "-1.01", True),
        (-0.001, "0.00", True),
        (1e17, "1E+17", False),
    ],
)
def test_an_amount_is_plain_digits_whatever_its_decoration(number_format, value, text, shows_less):
    shown = displayed(value, number_format, decimal=".")

    assert shown == Displayed(text, shows_less)


@pytest.mark.parametrize(
    ("value", "number_format", "text", "shows_less"),
    [
        (1.5, "0", "2", True),
        (1.25, "0.##", "1.25", False),
        (1.5, "0.##", "1.5", False),
        (2, "0.##", "2", False),
        (0.5, "#.###", "0.5", False),
        (2.0001, "#.###", "2", True),
        (1.5, "0.0??", "1.5", False),
        (0.5, "0%", "50%", False),
        (0.125, "0.0%", "12.5%", False),
        (0.125, "0%", "13%", True),
        (12345, "0.00E+00", "1.23E+04", True),
        (0.00012, "0.0E-00", "1.2E-04", False),
        (12300, "##0.0E+0", "12.3E+3", False),
        (999_999, "0.0E+00", "1.0E+06", True),
        (0, "0.00E+00", "0.00E+00", False),
        (1_234_567, "#,##0,", "1235E+3", True),
        (1_200_000, '0.0,,"M"', "1.2E+6", False),
        (5, '0 "kg"', "5", False),
        (5, ";;;", "", True),
        (5, '"paid"', "paid", True),
    ],
)
def test_a_number_is_what_its_format_shows(value, number_format, text, shows_less):
    shown = displayed(value, number_format, decimal=".")

    assert shown == Displayed(text, shows_less)


@pytest.mark.parametrize(
    ("value", "number_format", "text", "shows_less"),
    [
        (42, "00000", "00042", False),
        (123_456, "00000", "123456", False),
        (42, '"C-"0', "C-42", False),
        (42, '"CUST-"0000', "CUST-0042", False),
        (42.7, '0000"-A"', "0043-A", True),
        (123_456_789, "000-00-0000", "123-45-6789", False),
    ],
)
def test_the_zeros_and_letters_of_an_id_belong_to_it(value, number_format, text, shows_less):
    shown = displayed(value, number_format, decimal=",")

    assert shown == Displayed(text, shows_less)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234.5, "General", "1234,5"),
        (1234.5, "#,##0.00", "1234,50"),
        (0.125, "0.0%", "12,5%"),
        (12300, "0.00E+00", "1,23E+04"),
        (1.5e17, "0", "1,5E+17"),
    ],
)
def test_a_number_has_the_declared_decimal_sign(value, number_format, text):
    shown = displayed(value, number_format, decimal=",")

    assert shown.text == text


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("yyyy-mm", "2024-09"),
        ("YYYY-MM", "2024-09"),
        ("mmm-yy", "Sep-24"),
        ("[$-409]mmm\\-yy;@", "Sep-24"),
        ("yyyy-mm-dd", "2024-09-01"),
        ("yyyy/mm/dd@", "2024/09/01"),
        ("mm-dd-yy", "09-01-24"),
        ("d-mmm-yy", "1-Sep-24"),
        ("m/d/yy h:mm", "9/1/24 15:04"),
        ("yyyy-mm-dd h:mm:ss", "2024-09-01 15:04:05"),
        ('yyyy\\-mm\\-dd"T"hh:mm:ss.000', "2024-09-01T15:04:05.250"),
        ("mm:ss", "04:05"),
        ("mmss.0", "0405.2"),
        ("h:mm AM/PM", "3:04 PM"),
        ("dddd, mmmm dd, yyyy", "Sunday, September 01, 2024"),
        ("ddd mmmmm", "Sun S"),
        ('"month "m', "month 9"),
        ("General", "2024-09-01 15:04:05.250000"),
    ],
)
def test_a_date_is_what_its_format_shows(number_format, text):
    shown = displayed(AFTERNOON, number_format, decimal=",")

    assert shown == Displayed(text, shows_less=False)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (date(2024, 9, 1), "General", "2024-09-01"),
        (date(2024, 9, 1), "mmm-yy", "Sep-24"),
        (time(9, 5), "h:mm", "9:05"),
        (time(9, 5), "General", "09:05:00"),
        (time(0), "yyyy-mm", "1900-01"),
        (timedelta(hours=30, minutes=5), "[h]:mm:ss", "30:05:00"),
        (timedelta(days=999_999), "[hh]:mm", "23999976:00"),
    ],
)
def test_times_and_durations_are_what_their_format_shows(value, number_format, text):
    shown = displayed(value, number_format, decimal=".")

    assert shown.text == text


@given(
    st.one_of(st.floats(), st.integers(), st.datetimes(), st.timedeltas(), st.times(), st.text()),
    st.one_of(st.text(), st.text("0#?.,%E+-;\"\\[]_*/@$ymdhs'A ", max_size=300)),
)
def test_any_value_in_any_format_shows_something(value, number_format):
    shown = displayed(value, number_format, decimal=".")

    assert isinstance(shown.text, str)
