import pytest

from receipts.parsing.profiles import built_in
from receipts.parsing.reading import read as reading
from tests.builders import ALICE, HEADER

PLAIN = built_in()["plain"]


def read(text, profile):
    return reading.read(text.encode(), profile)


def codes(raw):
    return [problem.code for problem in raw.problems]


@pytest.mark.parametrize(
    "header",
    [
        "Customer ID,CUSTOMER-NAME,E mail,serviceName,Charges",
        '"customer_id","customer_name","email","service_name","charges"',
    ],
)
def test_headers_match_without_case_spaces_and_dashes(header):
    raw = read(f"{header}\n{ALICE}\n", PLAIN)

    assert codes(raw) == []
    assert raw.rows["customer_name"].to_list() == ["Alice"]


def test_columns_may_come_in_any_order():
    raw = read("charges,email,customer_id,service_name,customer_name\n5,a@x.com,C1,S,A\n", PLAIN)

    assert raw.rows.select("customer_id", "charges").row(0) == ("C1", "5")


def test_all_missing_columns_are_named_at_once():
    raw = read("customer_id,email\nC1,a@x.com\n", PLAIN)

    assert [p.column for p in raw.problems] == ["customer_name", "service_name", "charges"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (HEADER + ",Customer-ID", "column_duplicated"),
        (HEADER.replace(",", ";"), "delimiter_unexpected"),
        (HEADER.replace(",", "\t"), "delimiter_unexpected"),
    ],
)
def test_a_header_that_cannot_be_used_is_named(header, code):
    raw = read(f"{header}\n{ALICE},x\n", PLAIN)

    assert code in codes(raw)


def test_unknown_columns_are_listed_and_ignored():
    raw = read(f"{HEADER},region,\n{ALICE},eu,\n", PLAIN)

    assert codes(raw) == ["columns_ignored"]
    assert raw.problems[0].value == "region"


def test_lines_are_physical_also_behind_quoted_newlines():
    text = f'{HEADER}\n"C\n\n1",A,a@x.com,S,5\nC2,B,"b@x.com",S,5\n\nC3,C,c@x.com,S,5\n'

    raw = read(text, PLAIN)

    assert raw.rows["line"].to_list() == [2, 5, 7]


def test_short_and_long_rows_are_counted_not_filled_or_cut():
    raw = read(f"{HEADER}\nC1,A,a@x.com,S\nC2,B,b@x.com,S,5,6\n{ALICE}\n", PLAIN)

    assert raw.rows["misshapen"].to_list() == ["cells_missing", "cells_extra", None]
    assert raw.records.suspects["text"].to_list() == ["C1,A,a@x.com,S", "C2,B,b@x.com,S,5,6"]


def test_a_long_row_is_seen_also_where_columns_are_left_out():
    raw = read(f"{HEADER},junk\n{ALICE},x,y\n{ALICE},x\n", PLAIN)

    assert raw.rows["misshapen"].to_list() == ["cells_extra", None]


def test_rows_of_empty_cells_are_skipped_with_a_warning():
    raw = read(f"{HEADER}\n,,,,\n{ALICE}\n\n", PLAIN)

    assert [(p.code, p.line) for p in raw.problems] == [("row_empty", 2), ("row_empty", 4)]
    assert raw.rows["line"].to_list() == [3]


@pytest.mark.parametrize(
    ("lines", "bad_line"),
    [
        (['C1,"A"x,a@x.com,S,5', ALICE], 2),
        ([ALICE, 'C2,B"b,b@x.com,S,5', ALICE], 3),
        ([ALICE, 'C2,B 5",b@x.com,S,5', ALICE], 3),
        ([ALICE, 'C2,"B,b@x.com,S,5', ALICE], 3),
        ([ALICE, 'C2,"B,b@x.com,S,5', 'C3,"C, c",c@x.com,S,5', ALICE], 3),
        ([ALICE, '"' + "x" * 2_000_000, ALICE], 3),
        (['"C\n1","A, ""a""",a@x.com,S,5', 'C2, "B",b@x.com,S,5', ALICE], 4),
    ],
    ids=[
        "text behind a quote",
        "quote inside text",
        "quote at the end of text",
        "quote never closed",
        "quote closed by the next row's",
        "endless quote",
        "space before a quote",
    ],
)
def test_a_stray_quote_is_the_error_of_its_line_alone(lines, bad_line):
    raw = read("\n".join([HEADER, *lines, ""]), PLAIN)

    assert codes(raw) == []
    stray = raw.rows.filter(raw.rows["misshapen"] == "stray_quote")
    assert stray["line"].to_list() == [bad_line]
    assert raw.rows["customer_id"].to_list()[-1] == lines[-1].split(",")[0]


@pytest.mark.parametrize("text", [HEADER, HEADER + "\n", HEADER + "\n,,,,\n"])
def test_a_file_without_rows_is_empty(text):
    assert "file_empty" in codes(read(text, PLAIN))
