"""Lines that repeat an earlier one: billed, counted, and said once."""

import pytest

from receipts.model import RunStatus
from receipts.parsing.evaluate import evaluate
from tests.builders import ALICE, BOB, HEADER, charges_csv, inputs, rulebook

CURRENCY = f"{HEADER},currency"
JUNK = f"{HEADER},junk"
MONTH = f"{HEADER},billing_period"
CONTACTS = b"customer_id,customer_name,email\nC1,Alice,alice@example.com\n"


def runs_of(*lines, header=HEADER, **changes):
    data = charges_csv(*lines, header=header)
    return evaluate(inputs(data, rulebook=rulebook(max_held_share=1), **changes))


def warnings(*lines, **changes):
    (run, *_) = runs_of(*lines, **changes)
    return [problem for problem in run.problems if problem.code == "lines_duplicated"]


def counted(problem):
    return int(problem.message.split(": ")[1].split(",")[0])


@pytest.mark.parametrize(
    ("lines", "count", "first", "value"),
    [
        ([ALICE, ALICE], 1, 3, "10 USD"),
        ([ALICE, ALICE, ALICE], 2, 3, "20 USD"),
        ([BOB, ALICE, BOB, ALICE, BOB], 3, 4, "21 USD"),
        ([BOB, "", BOB], 1, 4, "5.5 USD"),
        ([BOB, BOB.replace("Bob", '"Bob"')], 1, 3, "5.5 USD"),
        ([BOB.replace("5.50", "-0.000000000001")] * 4, 3, 3, "-0.000000000003 USD"),
        ([BOB.replace("5.50", "9" * 15)] * 3, 2, 3, "1999999999999998 USD"),
    ],
)
def test_the_lines_that_repeat_are_counted_and_summed_exactly(lines, count, first, value):
    (problem,) = warnings(*lines)

    assert (counted(problem), problem.line, problem.value) == (count, first, value)


@pytest.mark.parametrize(
    "again",
    [
        ALICE.replace("10.00", "10.0"),
        ALICE.replace("Hosting", "hosting"),
        ALICE.replace("Alice", "Alice "),
        ALICE.replace("C1", "C3"),
        ALICE.replace("C1,Alice", "Alice,C1"),
    ],
)
def test_lines_that_differ_in_any_cell_are_no_repetition(again):
    assert warnings(ALICE, BOB, again) == []


def test_each_currency_is_summed_by_itself():
    lines = [f"{ALICE},USD", f"{BOB},EUR", f"{BOB},EUR", f"{ALICE},USD", f"{BOB},EUR"]

    (problem,) = warnings(*lines, header=CURRENCY)

    assert (counted(problem), problem.value) == (3, "11 EUR and 10 USD")


def test_a_line_without_a_currency_counts_in_the_default_one():
    (problem,) = warnings(f"{ALICE},", f"{ALICE},", f"{BOB},usd", f"{BOB},usd", header=CURRENCY)

    assert problem.value == "15.5 USD"


def test_amounts_that_cannot_be_read_are_counted_and_not_summed():
    unreadable = ALICE.replace("10.00", "ten")

    (problem,) = warnings(unreadable, unreadable, BOB, BOB)

    assert (counted(problem), problem.value) == (2, "5.5 USD")


def test_lines_that_differ_only_in_a_column_that_nobody_reads_are_no_repetition():
    assert warnings(f"{ALICE},x", f"{BOB},x", f"{ALICE},y", header=JUNK) == []


def test_lines_that_are_alike_in_columns_that_nobody_reads_as_well_are_a_repetition():
    (problem,) = warnings(f"{ALICE},x", f"{ALICE},y", f"{ALICE},x", header=JUNK)

    assert (counted(problem), problem.line) == (1, 4)


def test_the_warning_is_said_once_for_all_months():
    lines = [f"{ALICE},2024-09", f"{BOB},2024-10", f"{ALICE},2024-09", f"{BOB},2024-10"]

    runs = runs_of(*lines, header=MONTH, key="charges.csv")

    said = {
        problem for run in runs for problem in run.problems if problem.code == "lines_duplicated"
    }
    assert len(runs) == 2
    assert [(counted(problem), problem.value) for problem in said] == [(2, "15.5 USD")]


def test_the_same_line_in_another_month_is_no_repetition():
    assert warnings(f"{ALICE},2024-09", f"{ALICE},2024-10", header=MONTH, key="x.csv") == []


def test_lines_that_repeat_are_billed():
    (run,) = runs_of(ALICE, ALICE)

    assert run.status is RunStatus.ACCEPTED
    assert run.receipts["line_count"].to_list() == [2]


def test_amounts_are_read_as_the_profile_says():
    header = "SubAccountId,ServiceName,BilledCost,BillingCurrency,BillingPeriodStart"
    line = "C1,S,1.5E-7,USD,2024-09-01"

    (problem,) = warnings(line, line, header=header, profile="focus", contacts=CONTACTS)

    assert problem.value == "0.00000015 USD"
