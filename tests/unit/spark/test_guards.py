"""Who cuts a file wrongly rejects it: no executor guesses where a record begins."""

from dataclasses import replace

import pytest

from receipts.model import RunStatus
from receipts.parsing.profiles import built_in
from receipts.parsing.reading import read
from receipts.parsing.reading.header import read_header
from receipts.parsing.reading.slices import head_of, read_slice, slices
from receipts.spark import plan
from receipts.spark.engine import SparkEngine
from tests.builders import ALICE, BOB, HEADER, charges_csv, inputs
from tests.fakes import FakeAudit
from tests.shuffling import OneThread

TWO_LINES = 'C3,"Carol\nand sons",c@example.com,Hosting,1'
TEXT = charges_csv(ALICE, TWO_LINES, BOB)
IN_A_RECORD = TEXT.index(b"and sons")
HEAD = read_header(TEXT, built_in()["plain"])


def slices_read(text, *, about):
    header = read_header(text, built_in()["plain"])
    return [
        read_slice(
            head_of(text, header), text[each.start : each.end], each, header, has_quotes=True
        )
        for each in slices(text, header, about=about)
    ]


def test_a_record_over_several_lines_is_never_cut():
    cut = [TEXT[each.start : each.end].decode() for each in slices(TEXT, HEAD, about=1)]

    assert cut == [f"{ALICE}\n", f"{TWO_LINES}\n", f"{BOB}\n"]


def test_lines_count_on_below_a_record_over_several_lines():
    lines = [raw.rows["line"].to_list() for raw in slices_read(TEXT, about=1)]

    assert lines == [[2], [3], [5]]


@pytest.mark.parametrize(
    ("text", "about", "sizes"),
    [
        (f"{HEADER}\n{ALICE}\n{BOB}\n", 1, [1, 1]),
        (f"{HEADER}\n{ALICE}\n{BOB}", 1, [1, 1]),
        (f"{HEADER}\n{ALICE}\n{BOB}", 1000, [2]),
        (f"{HEADER}\n{ALICE}\n\n\n{BOB}\n\n", len(ALICE) + 2, [2, 3]),
        (f"{HEADER}\r\n{ALICE}\r\n{BOB}\r\n", 1, [1, 1]),
        (f"{HEADER}\n", 1, []),
        (HEADER, 1, []),
        (f'"{HEADER}"\n{ALICE}\n"{BOB}\n{BOB}', 1, [1, 1, 1]),
    ],
)
def test_slices_hold_whole_records(text, about, sizes):
    header = read_header(text.encode(), built_in()["plain"])

    cut = list(slices(text.encode(), header, about=about))

    assert [each.records for each in cut] == sizes
    ends = [each.end for each in cut]
    assert [each.start for each in cut[1:]] == ends[:-1]
    assert ends[-1:] == [len(text)] * bool(cut)


@pytest.mark.parametrize("wrong", [{"records": 2}, {"end": IN_A_RECORD}, {"start": IN_A_RECORD}])
def test_a_slice_with_other_records_than_it_was_cut_for_is_unreadable(wrong):
    (whole,) = slices(TEXT, HEAD, about=1000)
    cut = replace(whole, **wrong)

    raw = read_slice(head_of(TEXT, HEAD), TEXT[cut.start : cut.end], cut, HEAD, has_quotes=True)

    assert [problem.code for problem in raw.problems] == ["csv_unreadable"]
    assert not raw.sources


def test_a_quote_without_its_other_half_is_unreadable(monkeypatch):
    """Were stray ones not replaced: the count of records alone does not tell."""
    text = charges_csv(ALICE, 'C4,Dora "D,d@example.com,Hosting,1')
    header = read_header(text, built_in()["plain"])
    (cut,) = slices(text, header, about=1000)
    mended = read.records_with_quotes
    monkeypatch.setattr(
        read, "records_with_quotes", lambda text, header: replace(mended(text, header), text=text)
    )

    raw = read_slice(head_of(text, header), text[cut.start : cut.end], cut, header, has_quotes=True)

    assert [problem.code for problem in raw.problems] == ["csv_unreadable"]


def test_the_file_is_rejected_and_says_why(monkeypatch):
    def wrongly(text, header, *, about):
        return [
            replace(each, records=each.records + 1) for each in slices(text, header, about=about)
        ]

    monkeypatch.setattr(plan, "slices", wrongly)
    audit, given = FakeAudit(), inputs(TEXT)
    audit.put_new(f"inputs/{given.sha256}", TEXT)

    (run,) = SparkEngine(OneThread(), lambda: audit).evaluate(given)

    assert run.status is RunStatus.REJECTED
    assert [problem.code for problem in run.problems] == ["csv_unreadable"]
