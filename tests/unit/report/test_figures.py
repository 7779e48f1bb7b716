"""What a report says of runs that can be added up by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.report.movement import Change
from receipts.report.services import MOST, Service
from receipts.report.spread import Bin
from receipts.report.sums import MoneyRow
from tests.builders import REPORTING
from tests.fakes import FakeWorld
from tests.unit.report.months import BEFORE, billed, figures, rows
from tests.working import work


def test_the_money_of_each_currency_adds_up_to_the_file():
    run = billed(
        world := FakeWorld(),
        rows("C1 Hosting 10.005 USD", "C1 Backup 0.5 USD", "C2 Hosting x USD", "C2 Backup 7 USD")
        + b"C3,Name,c3@shop.example,Hosting,100.4,JPY\n",
    )

    shown = figures(world, run)

    assert shown.money == [
        MoneyRow(
            currency="JPY",
            charged=Decimal("100.4"),
            held=Decimal(0),
            exact=Decimal("100.4"),
            billed=Decimal(100),
            rounding=Decimal("-0.4"),
        ),
        MoneyRow(
            currency="USD",
            charged=Decimal("17.505"),
            held=Decimal(7),
            exact=Decimal("10.505"),
            billed=Decimal("10.51"),
            rounding=Decimal("0.005"),
        ),
    ]
    assert shown.findings == ()


def test_who_is_held_is_named_with_value_lines_and_reasons():
    bad = ["C2 Hosting x USD", "C2 Backup 7 USD", "C2 Backup y USD"]
    run = billed(world := FakeWorld(), rows("C1 Hosting 10 USD", *bad))

    (held,) = figures(world, run).held

    assert (held.customer_id, held.lines, held.unreadable) == ("C2", 3, 2)
    assert held.value == {"USD": Decimal(7)}
    assert len(held.reasons) == 1
    assert held.reasons[0].startswith("Write the amount as plain digits")


def test_rows_without_a_customer_are_held_as_one():
    data = rows("C1 Hosting 10 USD") + 2 * b",Nobody,n@shop.example,Hosting,1,USD\n"
    run = billed(world := FakeWorld(), data)

    (held,) = figures(world, run).held

    assert (held.customer_id, held.lines, held.value) == (None, 2, {"USD": Decimal(2)})


def test_services_are_listed_by_their_weight():
    data = rows("C1 Small 1 USD", "C1 Credit -5 USD", "C2 Large 4 USD", "C2 Large 4.25 USD")
    run = billed(world := FakeWorld(), data)

    assert figures(world, run).services == {
        "USD": [
            Service("Large", 2, Decimal("8.25")),
            Service("Credit", 1, Decimal(-5)),
            Service("Small", 1, Decimal(1)),
        ]
    }


def test_many_services_end_in_one_row_for_the_rest():
    data = rows(*(f"C1 S{n:02} {100 - n} USD" for n in range(MOST + 3)))
    run = billed(world := FakeWorld(), data)

    *named, rest = figures(world, run).services["USD"]

    assert [service.name for service in named] == [f"S{n:02}" for n in range(MOST)]
    assert rest == Service("", 3, Decimal(80 + 79 + 78), 3)


def test_receipts_are_counted_by_their_size():
    data = rows(
        *("C1 A -3 USD", "C2 A 0 USD", "C3 A 1 USD", "C4 A 1.99 USD", "C5 A 2 USD", "C6 A 19 USD")
    )
    run = billed(world := FakeWorld(), data)

    assert figures(world, run).spread == {
        "USD": [
            Bin(None, Decimal(0), 1, Decimal(-3)),
            Bin(Decimal(0), Decimal(0), 1, Decimal(0)),
            Bin(Decimal(1), Decimal(2), 2, Decimal("2.99")),
            Bin(Decimal(2), Decimal(5), 1, Decimal(2)),
            Bin(Decimal(5), Decimal(10), 0, Decimal(0)),
            Bin(Decimal(10), Decimal(20), 1, Decimal(19)),
        ]
    }


def test_customers_are_compared_with_the_month_before():
    world = FakeWorld()
    billed(world, rows("C1 A 10 USD", "C2 A 5 USD", "C3 A 7 USD", "C4 A 1 USD"), BEFORE)
    run = billed(world, rows("C1 A 4 USD", "C2 A 5 USD", "C4 A x USD", "C9 A 2 USD"))

    (moved,) = figures(world, run).movements

    change = {
        "customer_name": "Name of C1",
        "before": Decimal(10),
        "now": Decimal(4),
        "difference": Decimal(-6),
    }
    assert moved.changed.largest == (Change(customer_id="C1", **change),)
    assert [each.customer_id for each in moved.new.largest] == ["C9"]
    assert [(each.customer_id, each.is_held) for each in moved.missing.largest] == [
        ("C3", False),
        ("C4", True),
    ]
    assert (moved.before, moved.now, moved.difference) == (23, 11, -12)
    assert (moved.customers_before, moved.customers_now) == (4, 3)


def test_a_mended_file_is_compared_together_with_the_one_before_it():
    world = FakeWorld()
    billed(world, rows("C1 A 10 USD", "C2 A 5 USD"), BEFORE)
    first = billed(world, rows("C1 A 10 USD", "C2 A x USD"))
    mended = billed(world, rows("C2 A 5 USD"))

    assert figures(world, first).movements[0].missing.customers == 1
    assert figures(world, mended).movements[0].missing.customers == 0


def test_a_correction_counts_and_other_content_does_not():
    world = FakeWorld()
    billed(world, rows("C1 A 10 USD", "C2 A 5 USD"), BEFORE)
    billed(world, rows("C2 A 6 USD"), BEFORE)
    billed(world, rows("C1 A 12 USD"), BEFORE, folder="corrections/")
    run = billed(world, rows("C1 A 12 USD", "C2 A 5 USD"))

    assert figures(world, run).movements[0].changed.customers == 0


@pytest.mark.parametrize(("share", "warned"), [("0.3", True), ("0.5", False)])
def test_a_total_that_changes_by_more_than_a_share_is_pointed_out(share, warned):
    world = FakeWorld()
    billed(world, rows("C1 A 10 USD"), BEFORE)
    run = billed(world, rows("C1 A 14.01 USD"))

    shown = figures(world, run, replace(REPORTING, warn_change_share=Decimal(share)))

    assert [words[:43] for words in shown.warnings] == [
        "USD: 14.01 is billed; in 2024-08 it was 10."
    ] * warned


def test_missing_customers_are_pointed_out_beyond_a_share():
    world = FakeWorld()
    billed(world, rows("C1 A 1 USD", "C2 A 1 USD", "C3 A 1 USD"), BEFORE)
    run = billed(world, rows("C1 A 1 USD", "C8 A 1 USD", "C9 A 1 USD"))

    assert figures(world, run).warnings == (
        "USD: 2 of 3 customers of 2024-08 are missing. That is more than 30 %.",
    )


def test_without_a_month_before_there_is_nothing_to_compare():
    run = billed(world := FakeWorld(), rows("C1 A 1 USD"))

    assert (figures(world, run).month_before, figures(world, run).movements) == (None, [])


def test_a_rejected_run_bills_nobody_and_says_what_it_holds():
    run = billed(world := FakeWorld(), b"customer_id\nC1\n")

    shown = figures(world, run)

    assert shown.is_rejected
    assert (shown.services, shown.spread, shown.movements) == ({}, {}, [])
    assert shown.findings == ()


def test_other_content_for_the_same_month_is_marked_as_a_conflict():
    world = FakeWorld()
    billed(world, rows("C1 A 1 USD"))
    work(world)
    run = billed(world, rows("C1 A 2 USD", "C2 A 2 USD"))

    assert figures(world, run).conflicts == 1
