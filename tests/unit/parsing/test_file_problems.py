"""Each problem of a whole file: an input that has it, and one that nearly does."""

import polars as pl
import pytest

from receipts.model import RunStatus, Severity
from receipts.parsing.evaluate import evaluate
from receipts.parsing.problems import FILE_ERRORS, FILE_WARNINGS, WARNINGS
from receipts.parsing.reading import workbook
from tests.builders import ALICE, charges_csv, inputs
from tests.unit.parsing.file_cases import ABOUT_A_CELL, CASES, GOOD, LEFT_OVER, sheet


def problems_of(data, **changes):
    return [problem for run in evaluate(inputs(data, **changes)) for problem in run.problems]


def half(index):
    return [
        pytest.param(code, data, changes, id=f"{code}-{number}")
        for code, halves in CASES.items()
        for number, (data, changes) in enumerate(halves[index])
    ]


@pytest.mark.parametrize(("code", "data", "changes"), half(0))
def test_a_file_with_a_problem_is_told_so_in_full(code, data, changes):
    told = [problem for problem in problems_of(data, **changes) if problem.code == code]

    assert told
    assert not any(LEFT_OVER.search(problem.message) for problem in told)


@pytest.mark.parametrize(("code", "data", "changes"), half(0))
def test_an_error_of_the_file_bills_nobody_and_a_warning_everybody(code, data, changes):
    runs = evaluate(inputs(data, **changes))

    expected = RunStatus.REJECTED if code in FILE_ERRORS else RunStatus.ACCEPTED
    assert [run.status for run in runs] == [expected]
    assert any(run.bills for run in runs) is (code in WARNINGS)


@pytest.mark.parametrize(("code", "data", "changes"), half(1))
def test_a_file_that_nearly_has_a_problem_has_no_error_at_all(code, data, changes):
    problems = problems_of(data, **changes)

    of_the_file = [
        p.code for p in problems if p.severity is Severity.ERROR and p.code in FILE_ERRORS
    ]
    assert code not in {problem.code for problem in problems}
    assert of_the_file == []


def test_every_problem_of_a_file_has_cases():
    assert CASES.keys() == (FILE_ERRORS.keys() | WARNINGS.keys()) - ABOUT_A_CELL
    assert all(bad and near for bad, near in CASES.values())


def test_the_warnings_about_a_file_are_those_without_a_column():
    assert WARNINGS.keys() - ABOUT_A_CELL - {"row_empty"} == FILE_WARNINGS


@pytest.mark.parametrize("data", [GOOD, charges_csv(ALICE, '"C2","Bob",b@x.com,S,1')])
def test_rows_that_polars_itself_refuses_are_told_by_a_reader_made_to_fail(data, monkeypatch):
    def refuse(*args, **options):
        raise pl.exceptions.NoDataError("made to fail")

    monkeypatch.setattr(pl, "read_csv", refuse)

    assert [problem.code for problem in problems_of(data)] == ["csv_unreadable"]


def test_readers_that_disagree_where_a_record_ends_read_nothing(monkeypatch):
    everything = pl.read_csv

    def one_less(*args, **options):
        return everything(*args, **options)[:-1]

    monkeypatch.setattr(pl, "read_csv", one_less)
    data = charges_csv(ALICE, '"C2","Bob",b@x.com,S,1')

    assert [problem.code for problem in problems_of(data)] == ["csv_unreadable"]


def test_a_sheet_beyond_its_limit_is_too_large(monkeypatch):
    monkeypatch.setattr(workbook, "_SHEET_LIMIT", 100)

    assert [problem.code for problem in problems_of(sheet())] == ["workbook_too_large"]


def test_all_faults_of_a_file_are_told_in_one_pass():
    header = "SubAccountId,SubAccountId,ServiceName,BillingCurrency,BillingCurrency"
    data = charges_csv("C1,C1,S,USD,USD", header=header)

    problems = problems_of(data, key="2024-09/2024-10.csv", profile="focus", billed_under="2024-08")

    assert [problem.code for problem in problems if problem.code in FILE_ERRORS] == [
        "column_duplicated",
        "column_duplicated",
        "column_missing",
        "column_missing",
        "contacts_missing",
        "period_ambiguous",
        "same_file_other_month",
    ]


def test_faults_of_what_lies_beside_a_file_are_told_in_one_pass():
    problems = problems_of(
        b"",
        key="charges.csv",
        profile="own",
        control={"control-rows": "x", "control-sum-usd": "y"},
        too_large="v1",
    )

    assert [problem.code for problem in problems] == [
        "profile_unknown",
        "control_unreadable",
        "file_too_large",
        "period_missing",
    ]


def test_all_control_totals_that_differ_are_told_in_one_pass():
    control = {"control-rows": "9", "control-sha256": "0" * 64, "control-sum-eur": "1"}

    problems = problems_of(GOOD, control=control)

    assert [problem.code for problem in problems] == [
        "control_rows_differ",
        "control_sum_differs",
        "control_sum_differs",
        "control_sha256_differs",
    ]
