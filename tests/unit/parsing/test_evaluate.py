from decimal import Decimal

import pytest

from receipts.model import RunStatus
from receipts.parsing.evaluate import evaluate
from receipts.parsing.run import record
from tests.builders import ALICE, BOB, charges_csv, inputs, rulebook


def only(data, **changes):
    (run,) = evaluate(inputs(data, **changes))
    return run


def codes(run):
    return [problem.code for problem in run.problems]


def customer(number, charges="1"):
    return f"C{number},Name,c{number}@example.com,S,{charges}"


def test_one_bad_line_holds_the_whole_customer_and_nobody_else():
    run = only(charges_csv(ALICE, BOB, ALICE.replace("10.00", "ten")))

    assert run.status is RunStatus.HELD
    assert run.receipts["customer_id"].to_list() == ["C2"]
    assert run.held["line"].to_list() == [2, 4]


@pytest.mark.parametrize(
    "second",
    [ALICE.replace("Alice", "Alicia"), ALICE.replace("alice@", "a@"), ALICE + ",EUR"],
    ids=["name", "address", "currency"],
)
def test_two_identities_of_a_customer_are_held(second):
    header = "customer_id,customer_name,email,service_name,charges,currency"
    rows = (row if row.count(",") == 5 else f"{row},USD" for row in (ALICE, second, BOB))

    run = only(charges_csv(*rows, header=header))

    assert codes(run) == ["identity_conflict"]
    assert run.receipts["customer_id"].to_list() == ["C2"]


def test_the_case_of_a_domain_is_no_second_address():
    run = only(charges_csv(ALICE, ALICE.replace("example.com", "EXAMPLE.com")))

    assert run.status is RunStatus.ACCEPTED


def test_lines_without_a_customer_id_are_one_held_group():
    run = only(charges_csv(ALICE, ",x,x@example.com,S,1", ",y,y@example.com,S,2"))

    assert (record(run)["customers"], record(run)["held"]) == (2, 1)


@pytest.mark.parametrize(
    ("held", "good", "status"),
    [
        (9, 1, RunStatus.HELD),
        (10, 40, RunStatus.HELD),
        (10, 39, RunStatus.REJECTED),
        (11, 40, RunStatus.REJECTED),
    ],
)
def test_too_large_a_held_share_rejects_the_run(held, good, status):
    bad = [customer(n, "x") for n in range(held)]
    fine = [customer(100 + n) for n in range(good)]

    run = only(charges_csv(*bad, *fine))

    assert run.status is status
    assert run.receipts.height == (0 if status is RunStatus.REJECTED else good)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("charges.csv", "period_missing"),
        ("2024-13/charges.csv", "period_missing"),
        ("2024-09-15/charges.csv", "period_missing"),
        ("2024-08/charges-2024-09.csv", "period_ambiguous"),
    ],
)
def test_an_unknown_month_rejects_the_file(key, code):
    run = only(charges_csv(ALICE), key=key)

    assert run.status is RunStatus.REJECTED
    assert run.billing_period == "unknown"
    assert codes(run) == [code]


def test_a_file_that_cannot_be_read_is_told_about_its_name_as_well():
    assert codes(only(b"", key="charges.csv")) == ["file_empty", "period_missing"]
    assert codes(only(b"", key="2024-09/charges.csv")) == ["file_empty"]


@pytest.mark.parametrize(
    "key", ["2024-09/x.csv", "x-2024-09.csv", "a/2024-09/x-2024-09.csv", "2024-09.csv"]
)
def test_a_key_names_the_month(key):
    assert only(charges_csv(ALICE), key=key).billing_period == "2024-09"


def with_period(*rows):
    header = "customer_id,customer_name,email,service_name,charges,billing_period"
    return charges_csv(*rows, header=header)


def test_each_month_in_the_column_is_a_run_of_its_own():
    data = with_period(f"{ALICE},2024-09", f"{ALICE},2024-10", f"{BOB},2024-10")

    runs = evaluate(inputs(data, key="charges.csv"))

    assert [(run.billing_period, run.receipts.height) for run in runs] == [
        ("2024-09", 1),
        ("2024-10", 2),
    ]
    assert runs[0].run_id != runs[1].run_id


def test_a_column_that_disagrees_with_the_key_rejects_the_file():
    run = only(with_period(f"{ALICE},2024-09", f"{BOB},2024-10"), key="2024-09/x.csv")

    assert run.status is RunStatus.REJECTED
    assert codes(run) == ["period_disagrees"]


def test_a_line_of_no_known_month_holds_its_customer_in_every_month():
    data = with_period(f"{ALICE},2024-09", f"{ALICE},soon", f"{BOB},2024-09")

    month, unknown = evaluate(inputs(data, key="charges.csv"))

    assert codes(month) == ["billing_period_unclear"]
    assert month.receipts["customer_id"].to_list() == ["C2"]
    assert (unknown.billing_period, codes(unknown)) == ("unknown", ["billing_period_invalid"])


def test_a_missing_column_is_said_once_beside_the_other_problems():
    run = only(b"customer_id,customer_name,email,service_name\nC1,A,a@b,S\n")

    assert codes(run) == ["column_missing", "email_invalid"]


def test_exact_is_receipts_plus_held():
    run = only(charges_csv(ALICE, BOB.replace("bob@example.com", "bob"), "C3,C,c@x.com,S,x"))

    totals = record(run)

    assert totals["charges_total"] == {"USD": "15.5"}
    assert totals["receipts_total"] == {"USD": "10"}
    assert totals["held_total"] == {"USD": "5.5"}
    assert totals["unreadable_amounts"] == 1


def test_what_is_billed_is_the_sum_of_rounded_receipts():
    rows = [customer(1, "0.005"), customer(2, "0.005"), customer(3, "0.004")]

    totals = record(only(charges_csv(*rows)))

    assert totals["charges_total"] == {"USD": "0.014"}
    assert totals["billed_total"] == {"USD": "0.02"}


def test_a_file_that_is_too_large_is_rejected_unread():
    run = only(b"", too_large="v1")

    assert codes(run) == ["file_too_large"]
    assert run.run_id != only(b"", too_large="v2").run_id


@pytest.mark.parametrize(
    "change",
    [
        {"key": "2024-10/charges.csv"},
        {"mode": "correction"},
        {"rulebook": rulebook(default_currency="EUR")},
        {"rulebook": rulebook(max_held_share=Decimal("0.5"))},
        {"billed_under": "2024-08"},
    ],
)
def test_whatever_decides_the_outcome_decides_the_run_id(change):
    data = charges_csv(ALICE)

    assert only(data, **change).run_id != only(data).run_id


def test_the_key_beside_the_month_does_not():
    data = charges_csv(ALICE)

    assert only(data, key="other 2024-09.csv").run_id == only(data).run_id


def test_a_billing_period_column_counts_also_where_the_profile_does_not_name_it():
    profile = b"[columns]\n" + b"".join(
        f'{name} = "{name}"\n'.encode()
        for name in ("customer_id", "customer_name", "email", "service_name", "charges")
    )
    data = with_period(f"{ALICE},2024-10")

    (run,) = evaluate(inputs(data, key="2024-09/x.csv", profile="mine", profile_file=profile))

    assert codes(run) == ["period_disagrees"]


def test_a_letter_that_only_looks_like_one_in_capitals_makes_no_currency():
    header = "customer_id,customer_name,email,service_name,charges,currency"

    run = only(charges_csv(f"{ALICE},u\u017fd", header=header))

    assert codes(run) == ["currency_unknown"]


@pytest.mark.parametrize(
    ("recoded", "code"),
    [
        (lambda data: data.decode().encode("utf-16"), "encoding_utf16"),
        (lambda data: data.replace(b"Bob", b"B\xf6b"), "encoding_cp1252"),
        (lambda data: data.replace(b",", b";"), "delimiter_unexpected"),
        (lambda data: data.replace(b",", b"\t"), "delimiter_unexpected"),
    ],
)
def test_a_dialect_that_is_not_declared_does_not_hide_the_other_problems(recoded, code):
    data = charges_csv(ALICE, BOB.replace("5.50", "five"), "C3,C")

    run = only(recoded(data))

    assert run.status is RunStatus.REJECTED
    assert codes(run) == [code, "charges_not_a_number", "cells_missing"]
    assert record(run)["charges_total"] == {"USD": "10"}


def test_the_row_itself_is_shown_where_its_cells_cannot_be_told_apart():
    run = only(charges_csv(ALICE, 'C2,B"b,b@x.com,S,5', "C3,C"))

    assert [(p.code, p.value) for p in run.problems] == [
        ("stray_quote", 'C2,B"b,b@x.com,S,5'),
        ("cells_missing", "C3,C"),
    ]
