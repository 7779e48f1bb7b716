"""The index of rows in doubt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from receipts.aws.dynamodb import DynamoLedger
from receipts.ledger import State
from receipts.lifecycle import moved
from tests.builders import NOW, entry
from tests.integration.aws.tables import create_ledger

HOUR = timedelta(hours=1)


@pytest.fixture
def ledger(aws):
    client = aws("dynamodb")
    create_ledger(client)
    return DynamoLedger(client, "ledger")


def test_doubts_of_all_months_and_customers_are_counted_once_they_are_old(ledger):
    for number, (month, age) in enumerate([("2024-09", 3), ("2024-10", 2), ("2024-10", 0)]):
        row = entry(State.IN_DOUBT, billing_period=month, changed_at=NOW - age * HOUR)
        ledger.swap(replace(row, customer_key=f"{number:032x}"), seen=None)

    counts = [ledger.overdue_doubts(NOW - hours * HOUR) for hours in (4, 3, 2, 1)]

    assert counts == [0, 0, 1, 2]


@pytest.mark.parametrize("state", [state for state in State if state is not State.IN_DOUBT])
def test_no_other_state_is_a_doubt(ledger, state):
    ledger.swap(entry(state), seen=None)

    assert ledger.overdue_doubts(NOW + HOUR) == 0


@pytest.mark.parametrize("state", [State.SENT, State.FAILED])
def test_a_doubt_that_was_settled_leaves_the_index(ledger, state):
    doubt = entry(State.IN_DOUBT)
    ledger.swap(doubt, seen=None)
    before = ledger.overdue_doubts(NOW + HOUR)

    ledger.swap(moved(doubt, state, now=NOW), seen=doubt)

    assert (before, ledger.overdue_doubts(NOW + HOUR)) == (1, 0)


def test_a_row_in_doubt_survives_the_table_with_every_field(ledger):
    doubt = entry(State.IN_DOUBT, cause="answer_lost")

    ledger.swap(doubt, seen=None)

    assert ledger.find(doubt.billing_period, doubt.customer_key) == doubt


def test_a_doubt_without_a_fraction_of_a_second_sorts_before_one_with(ledger):
    whole = entry(State.IN_DOUBT)
    ledger.swap(whole, seen=None)

    assert ledger.overdue_doubts(NOW + timedelta(microseconds=1)) == 1
    assert ledger.overdue_doubts(NOW) == 0
