import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.delivery.isolated import isolated, untwisted, with_direction

HEBREW, ARABIC = "\u05d0\u05d1", "\u0645\u0635\u0631"
OPEN, CLOSE = "\u2068", "\u2069"


@pytest.mark.parametrize(
    "mark", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
def test_what_turns_a_line_around_is_taken_out(mark):
    assert untwisted(f"{mark}Invoice {mark}{mark}fdp.exe") == "Invoice fdp.exe"


@pytest.mark.parametrize("sign", "\n\r\t\x00\x85\u2028\u2029")
def test_a_value_stays_on_its_line(sign):
    assert untwisted(f"Alice{sign}Total: $0.00{sign}") == "Alice Total: $0.00"


@pytest.mark.parametrize(
    "text",
    [
        "Alice",
        "M\u00fcller & S\u00f6hne",
        ARABIC,
        "\u5c71\u7530",
        "a\u200db",
        "a\u200cb",
        "",
    ],
)
def test_other_text_is_left_as_it_is(text):
    assert untwisted(text) == text


@pytest.mark.parametrize("text", ["Alice", "M\u00fcller", "\u5c71\u7530", "+49 30 1234", ""])
def test_nothing_invisible_comes_into_an_ordinary_mail(text):
    assert isolated(text, "ltr") == text


@pytest.mark.parametrize("text", [HEBREW, ARABIC, f"Hotel {ARABIC} 5", "\u0665"])
def test_a_name_that_runs_from_right_to_left_runs_so_within_itself(text):
    assert isolated(text, "ltr") == f"{OPEN}{text}{CLOSE}"


@pytest.mark.parametrize("text", ["Alice", ARABIC, "+49 30 1234", "12.5 GB-h"])
def test_a_mail_from_right_to_left_isolates_every_value(text):
    assert isolated(text, "rtl") == f"{OPEN}{text}{CLOSE}"


def test_nothing_needs_no_isolate():
    assert isolated("", "rtl") == ""


@given(st.text(), st.sampled_from(["ltr", "rtl"]))
def test_whatever_a_value_is_its_isolate_is_closed_once(text, direction):
    shown = isolated(untwisted(text), direction)

    assert shown.count(OPEN) == shown.count(CLOSE) == shown[:1].count(OPEN)
    assert CLOSE not in shown[:-1]


def test_every_line_of_a_mail_from_right_to_left_begins_so():
    text = f"Alice\n\n{ARABIC}: $1\n"

    assert with_direction(text, "rtl") == f"\u200fAlice\n\n\u200f{ARABIC}: $1\n"
    assert with_direction(text, "ltr") == text
