"""Pictures of figures."""

import re
from decimal import Decimal

import pytest

from receipts.report.pictures import bars, short


def labels(picture: str) -> list[str]:
    """From the top."""
    found = re.findall(r'<text x="-8" y="([\d.]+)"[^>]*>(\d+ [^<]+)</text>', picture)
    return [label for _, label in sorted(found, key=lambda each: float(each[0]))]


def widths(picture: str) -> list[float]:
    """From the top."""
    drawn = picture.partition('class="series bars"')[2]
    found = re.findall(r' y="([\d.]+)" width="([\dE.+-]+)"', drawn)
    return [width for _, width in sorted((float(y), float(width)) for y, width in found)]


def test_bars_are_as_long_as_what_they_stand_for():
    drawn = widths(bars([("A", Decimal(10)), ("B", Decimal("-2.5")), ("C", 0)], title="t"))

    assert drawn[0] == pytest.approx(4 * drawn[1])
    assert drawn[2] == 0


def test_names_that_look_alike_when_cut_are_told_apart():
    picture = bars([("Virtual machines, Dublin", 1), ("Virtual machines, Paris", 2)], title="t")

    assert labels(picture) == ["1 Virtual machi…", "2 Virtual machi…"]


def test_wide_letters_are_cut_earlier():
    assert labels(bars([("請求書送信サービス", 1)], title="t")) == ["1 請求書送信サ…"]


@pytest.mark.parametrize("rows", [[], [("A", 0)], [("A", Decimal("0.000"))]])
def test_of_nothing_there_is_no_picture(rows):
    assert bars(rows, title="t") == ""


def test_names_and_titles_are_only_text():
    picture = bars([("<b>&", 1)], title='"><script>')

    assert "<b>" not in picture
    assert "<script>" not in picture


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "0"),
        ("0.25", "0.25"),
        ("999", "999"),
        ("1000", "1k"),
        ("-2500", "-2.5k"),
        ("1500000", "1.5m"),
        ("2E+9", "2bn"),
        ("1E+15", "1000tn"),
    ],
)
def test_axes_have_short_numbers(value, words):
    assert short(Decimal(value)) == words


@pytest.mark.parametrize("most", ["0.000000000001", "1", "999999999999999.999", "1E+21"])
def test_the_largest_and_the_smallest_can_be_drawn(most):
    assert len(widths(bars([("A", Decimal(most)), ("B", -Decimal(most))], title="t"))) == 2
