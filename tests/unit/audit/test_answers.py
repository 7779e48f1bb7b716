"""Each named query against what the CSVs say, added up in plain Python."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest

from receipts.audit.catalogue import named_queries
from tests.audit_world import ask
from tests.audited import CORRECTED, OCTOBER, PROMISED, SEPTEMBER, three_months

UNIT = {"USD": Decimal("0.01"), "EUR": Decimal("0.01"), "JPY": Decimal(1)}
#: Ann's first receipt was corrected; Bob's second is a conflict and was never sent.
STANDS = [row for row in SEPTEMBER if not row.startswith("A,")] + CORRECTED


def cells(rows: list[str]) -> list[tuple[str, str, Decimal, str]]:
    """Customer, service, charges, currency of each row."""
    split = (row.split(",") for row in rows)
    return [(c, service, Decimal(amount), unit) for c, _, _, service, amount, unit in split]


def bills(rows: list[str]) -> dict[tuple[str, str], Decimal]:
    """(customer, currency) -> the rounded sum."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for customer, _, amount, currency in cells(rows):
        sums[customer, currency] += amount
    return {key: total.quantize(UNIT[key[1]], ROUND_HALF_UP) for key, total in sums.items()}


def picked(rows: list[dict], *names: str) -> list[tuple]:
    return [tuple(row[name] for name in names) for row in rows]


def test_services_add_up_to_what_stands_in_each_month():
    rows = ask(three_months(), "services-by-month", since="2024-09", period="2024-10")

    expected: dict[tuple, Decimal] = defaultdict(Decimal)
    for month, charges in (("2024-09", STANDS), ("2024-10", OCTOBER)):
        for _, service, amount, currency in cells(charges):
            expected[month, "current", currency, service] += amount
    found = {
        (row["billing_period"], row["standing"], row["currency"], row["service_name"]): row[
            "charges"
        ]
        for row in rows
    }
    assert found == expected


def test_services_of_a_month_that_was_not_reconciled_are_unknown_and_in_no_other_sum():
    rows = ask(three_months(), "services-by-month", period="2024-11")

    assert picked(rows, "standing", "service_name", "charges") == [
        ("unknown", "Hosting", Decimal(1))
    ]


def test_one_customers_receipt_has_all_its_lines_and_says_which_receipt_stands():
    rows = ask(three_months(), "customer-receipt", customer="A")

    assert picked(rows, "standing", "fate", "service_name", "charges", "billed") == [
        ("current", "sent", "Hosting", Decimal(11), Decimal(11)),
        ("replaced", "superseded", "Hosting", Decimal("10.005"), Decimal("12.51")),
        ("replaced", "superseded", "Backup", Decimal("2.5"), Decimal("12.51")),
    ]
    assert picked(rows, "source_line") == [(2,), (2,), (3,)]


def test_a_customer_of_whom_nothing_is_known_has_no_rows():
    assert ask(three_months(), "customer-receipt", customer="Z") == []


def test_months_stand_beside_the_month_before_them():
    rows = ask(three_months(), "month-over-month", since="2024-09", period="2024-10")

    before, after = bills(STANDS), bills(OCTOBER)
    expected = {
        *((c, "2024-09", amount, None) for (c, _), amount in before.items()),
        *((c, "2024-10", amount, before.get((c, unit))) for (c, unit), amount in after.items()),
    }
    assert set(picked(rows, "customer_id", "billing_period", "billed", "billed_before")) == expected


def test_top_movers_are_those_whose_bill_changed_most():
    rows = ask(three_months(), "top-movers", since="2024-09", period="2024-10")

    before, after = bills(STANDS), bills(OCTOBER)
    changes = {
        key: after.get(key, Decimal(0)) - before.get(key, Decimal(0)) for key in before | after
    }
    assert {(row["customer_id"], row["currency"]): row["change"] for row in rows} == {
        key: change for key, change in changes.items() if change
    }
    assert picked(rows, "currency", "place", "customer_id")[-3:] == [
        ("USD", 1, "G"),
        ("USD", 2, "A"),
        ("USD", 3, "B"),
    ]


def test_who_has_a_receipt_that_nobody_reconciled_is_no_mover():
    rows = ask(three_months(), "top-movers", since="2024-10", period="2024-11")

    assert [row["customer_id"] for row in rows if row["customer_id"] == "A"] == []


def test_customers_above_an_amount_are_those_whose_receipt_is():
    rows = ask(three_months(), "customers-above", above="11")

    assert picked(rows, "currency", "billed", "customer_id") == [
        ("JPY", Decimal(100), "D"),
        ("USD", Decimal(14), "B"),
    ]


def test_who_got_nothing_is_named_with_the_reason():
    rows = ask(three_months(), "got-nothing")

    assert picked(rows, "why", "customer_id", "total") == [
        ("bounced", "D", Decimal(100)),
        ("held", "C", Decimal("4.25")),
        ("not_mailed", "F", Decimal("0.001")),
    ]


def test_bounces_are_counted_by_domain_whatever_its_case():
    rows = ask(three_months(), "bounces-by-domain")

    assert picked(rows, "domain", "mails", "bounced", "complained") == [("two.example", 2, 1, 0)]


def test_held_customers_are_there_for_each_run_with_what_could_be_read():
    rows = ask(three_months(), "held-customers")

    told = picked(rows, "customer_id", "currency", "lines", "held", "unreadable", "billed_since")
    assert told == [("C", "USD", 2, Decimal("4.25"), 1, "no")] * 2
    assert len({row["run_id"] for row in rows}) == 2


def test_a_line_that_is_there_twice_is_worth_its_second_copy():
    rows = ask(three_months(), "repeated-lines")

    assert picked(rows, "customer_id", "times", "repeated") == [("B", 2, Decimal(7))]


def test_receipts_of_a_file_that_was_dropped_again_are_in_two_runs():
    rows = ask(three_months(), "repeated-receipts")

    assert picked(rows, "customer_id", "runs") == [(c, 2) for c in "ABDEF"]


def test_a_correction_stands_beside_what_it_replaced():
    rows = ask(three_months(), "corrections")

    assert picked(rows, "customer_id", "replaced_billed", "billed", "difference") == [
        ("A", Decimal("12.51"), Decimal(11), Decimal("-1.51"))
    ]


def test_a_conflict_stands_beside_what_was_sent():
    rows = ask(three_months(), "conflicts")

    assert picked(rows, "customer_id", "unsent_billed", "billed") == [
        ("B", Decimal(6), Decimal(14))
    ]


def test_fates_add_up_to_every_receipt_of_the_month_once():
    rows = ask(three_months(), "fates")

    told = picked(rows, "standing", "fate", "state", "currency", "receipts", "billed")
    assert told == [
        ("current", "bounced", "BOUNCED", "JPY", 1, Decimal(100)),
        ("current", "not_mailed", "", "EUR", 1, Decimal(0)),
        ("current", "sent", "SENT", "EUR", 1, Decimal("-3.33")),
        ("current", "sent", "SENT", "USD", 2, Decimal(25)),
        ("replaced", "conflict", "", "USD", 1, Decimal(6)),
        ("replaced", "superseded", "", "USD", 1, Decimal("12.51")),
    ]


def test_fates_of_a_month_that_was_not_reconciled_are_unknown():
    rows = ask(three_months(), "fates", period="2024-11")

    assert picked(rows, "standing", "fate", "billed") == [("unknown", "unknown", Decimal(1))]


def test_a_run_is_proven_by_its_lines():
    world = three_months()
    (run, *_) = {row["run_id"] for row in ask(world, "held-customers")}

    rows = ask(world, "run-proof", run=run)

    told = picked(rows, "receipt_id", "currency", "receipts", "lines_found", "total", "billed")
    assert told == [
        ("(all)", "EUR", 2, 2, Decimal("-3.332"), Decimal("-3.33")),
        ("(all)", "JPY", 1, 1, Decimal(100), Decimal(100)),
        ("(all)", "USD", 2, 4, Decimal("26.505"), Decimal("26.51")),
    ]
    assert all(row["fits"] and row["total"] == row["total_found"] for row in rows)


def test_promises_stand_beside_what_was_found_and_what_is_in_the_tables():
    rows = ask(three_months(), "control-totals")

    assert picked(rows, "what", "currency", "promised", "kept", "in_tables") == [
        ("rows", None, PROMISED["control-rows"], True, Decimal(9)),
        ("sum", "EUR", "-3.332", True, Decimal("-3.332")),
        ("sum", "JPY", PROMISED["control-sum-jpy"], True, Decimal(100)),
        ("sum", "USD", PROMISED["control-sum-usd"], True, Decimal("30.755")),
    ]


def test_problems_are_counted_by_code():
    rows = ask(three_months(), "problems")

    assert ("charges_not_a_number", "error", 2, 1, 2) in picked(
        rows, "code", "severity", "problems", "customers", "runs"
    )


@pytest.mark.parametrize("name", named_queries())
def test_a_month_without_files_has_no_rows(name):
    rows = ask(three_months(), name, period="2031-01", customer="A", run="a" * 32, above="1")

    assert rows == []
