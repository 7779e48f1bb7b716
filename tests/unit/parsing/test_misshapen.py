"""A row whose cells may be shifted holds every customer it may belong to, and nobody else."""

import pytest

from receipts.parsing.evaluate import evaluate
from tests.builders import ALICE, BOB, HEADER, charges_csv, inputs, rulebook

FIRST = "customer_id,customer_name,email,service_name,charges"
LAST = "service_name,charges,customer_name,email,customer_id"
MIDDLE = "service_name,customer_name,customer_id,email,charges"
NAMES = ("C1", "C2", "C3")
GOOD = {
    FIRST: [f"{c},Name,{c.lower()}@example.com,Hosting,1" for c in NAMES],
    LAST: [f"Hosting,1,Name,{c.lower()}@example.com,{c}" for c in NAMES],
    MIDDLE: [f"Hosting,Name,{c},{c.lower()}@example.com,1" for c in NAMES],
}


def runs_of(header, *rows, key="2024-09/charges.csv"):
    data = "\n".join([header, *rows, ""]).encode()
    return evaluate(inputs(data, key=key, rulebook=rulebook(max_held_share=1)))


def billed(run):
    return sorted(run.receipts["customer_id"])


@pytest.mark.parametrize(
    ("header", "odd", "held"),
    [
        (FIRST, "C1,Name,c1@example.com,5", {"C1"}),
        (FIRST, "C1,Name,c1@example.com,Hosting,5,6", {"C1"}),
        (FIRST, "x,C1,Name,c1@example.com,Hosting,5", {"C1"}),
        (FIRST, "C2,C1,Name,c1@example.com,Hosting,5", {"C1", "C2"}),
        (LAST, "Hosting,5,Name,Extra,c1@example.com,C1", {"C1"}),
        (LAST, "Hosting,Name,c1@example.com,C1", {"C1"}),
        (LAST, "Host,ing,5,Name,C2,C1", {"C1", "C2"}),
        (MIDDLE, "Hosting,C1,c1@example.com,5", {"C1"}),
        (MIDDLE, "Hosting,C1,C2,5", {"C1", "C2"}),
        (MIDDLE, "Host,ing,Name,C1,c1@example.com,5", {"C1"}),
        (MIDDLE, "Host,Name,C2,C1,c1@example.com,5", {"C1", "C2"}),
        (MIDDLE, "Host,ing,Name, C1 ,c1@example.com,5", {"C1"}),
        (MIDDLE, 'Host,ing,Name,"C1",c1@example.com,5', {"C1"}),
        (FIRST, 'C1,Na"me,c1@example.com,Hosting,5', {"C1"}),
        (FIRST, '"C1,Name,c1@example.com,Hosting,5', {"C1"}),
        (FIRST, 'x "C1",Name,c1@example.com,Hosting,5', set()),
        (FIRST, 'C2,"C1"x,c1@example.com,Hosting,5', {"C2"}),
        (MIDDLE, 'Hosting,"Name,C1,c1@example.com,5', {"C1"}),
        (MIDDLE, 'Hosting,Na"me,C2,C1,5', {"C1", "C2"}),
        (LAST, 'Host"ing,5,Name,C1', {"C1"}),
        (LAST, 'Host"ing,5,Name,c1@example.com, "C1"', {"C1"}),
    ],
)
def test_every_customer_whose_row_it_may_be_is_held(header, odd, held):
    first, *rest = GOOD[header]

    (run,) = runs_of(header, first, odd, *rest)

    assert billed(run) == [name for name in NAMES if name not in held]


@pytest.mark.parametrize(
    ("odd", "held"),
    [
        ("Host,ing,Name,C11,c11@example.com,5", set()),
        ("Host,ing,Name,c1,c1@example.com,5", set()),
        ("Host,ing,Name of C1,C4,c4@example.com,5", set()),
    ],
)
def test_a_cell_that_only_resembles_an_id_holds_nobody(odd, held):
    (run,) = runs_of(MIDDLE, *GOOD[MIDDLE], odd)

    assert billed(run) == [name for name in NAMES if name not in held]


def test_who_is_held_for_anothers_row_is_told_so_at_the_first_line():
    first, second, third = GOOD[MIDDLE]

    (run,) = runs_of(MIDDLE, third, first, first, second, "Host,ing,Name,C1,c1@example.com,5")

    told = [(p.code, p.line, p.customer_id) for p in run.problems if p.customer_id == "C1"]
    assert told == [("line_unclear", 3, "C1")]


def test_the_row_itself_is_kept_with_the_customer_at_its_ids_place():
    (run,) = runs_of(MIDDLE, *GOOD[MIDDLE], "Hosting,Name,C2,C1,c1@example.com,5")

    assert run.held.filter(run.held["line"] == 5)["customer"].to_list() == ["C2"]


def test_a_customer_mentioned_in_a_good_row_is_billed():
    (run,) = runs_of(MIDDLE, *GOOD[MIDDLE], "C1,C2,C4,c4@example.com,5")

    assert billed(run) == [*NAMES, "C4"]


@pytest.mark.parametrize(
    "swallowing",
    [
        # One quote opens in the first row and the next one closes it in the second.
        ['Hosting,"Name,C1,c1@example.com,5', 'Hosting,Name",C2,c2@example.com,5,6'],
        ['Hosting,"Name,C1,c1@example.com,5', 'Hosting,Na"me,C2,c2@example.com,5'],
    ],
)
def test_rows_that_a_quote_binds_together_hold_the_customers_of_both(swallowing):
    (run,) = runs_of(MIDDLE, *GOOD[MIDDLE], *swallowing)

    assert billed(run) == ["C3"]


def test_a_misshapen_row_holds_whom_it_mentions_in_every_month():
    header = f"{MIDDLE},billing_period"
    rows = [f"{row},2024-{month}" for row in GOOD[MIDDLE] for month in ("09", "10")]
    odd = "Host,ing,Name,C1,c1@example.com,5,2024-09"

    months = {run.billing_period: run for run in runs_of(header, *rows, odd, key="x.csv")}

    assert billed(months["2024-09"]) == billed(months["2024-10"]) == ["C2", "C3"]


def test_a_row_of_no_known_month_holds_its_own_customer_in_every_month():
    header = f"{FIRST},billing_period"
    rows = [f"{row},2024-{month}" for row in GOOD[FIRST] for month in ("09", "10")]

    months = {
        run.billing_period: run
        for run in runs_of(header, *rows, "C1,Name,c1@example.com,5,2024-09", key="x.csv")
    }

    assert billed(months["2024-09"]) == billed(months["2024-10"]) == ["C2", "C3"]


def test_a_misshapen_row_holds_its_own_customer_in_every_other_month():
    header = f"{HEADER},billing_period,usage_month"
    good = f"{ALICE},2024-09,2024-08"
    lost_a_cell = "C1,Alice,alice@example.com,5,2024-09,2024-08"

    runs = evaluate(inputs(charges_csv(good, lost_a_cell, header=header), key="charges.csv"))

    assert [(run.billing_period, run.receipts.height) for run in runs] == [
        ("2024-08", 0),
        ("2024-09", 0),
    ]
    assert "line_unclear" in [problem.code for problem in runs[1].problems]


def test_a_row_that_quotes_have_bound_to_another_holds_both_customers():
    rows = ("C3,C,c@example.com,T,7", 'C2,B,b@example.com,"S,5', 'C3,C,c@example.com,S",5', BOB)

    (run,) = evaluate(inputs(charges_csv(*rows)))

    assert {problem.code for problem in run.problems if problem.line == 2} == {"line_unclear"}
    assert run.receipts.is_empty()
