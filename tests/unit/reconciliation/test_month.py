from datetime import date
from decimal import Decimal

import pytest

from receipts.ledger import State
from receipts.reconciliation.fate import Fate
from receipts.reconciliation.month import reconcile
from schemas.audit import DELIVERIES
from tests.builders import CUSTOMER, NOW, RECEIPT_A, RECEIPT_B, entry

RECEIPT = {
    "receipt_id": RECEIPT_A,
    "period_start": date(2024, 9, 1),
    "customer_id": "C1",
    "customer_key": CUSTOMER,
    "currency": "USD",
    "total": Decimal("1.005"),
    "billed": Decimal("1.01"),
    "mailed": True,
    "bill_id": "bill-a",
}


def test_a_receipt_in_the_ledger_is_told_with_its_state():
    row = entry(State.DELIVERED, sent_at=NOW)

    result = reconcile([RECEIPT], {CUSTOMER: row}, as_of=NOW)

    (delivery,) = result.deliveries.to_pylist()
    assert result.deliveries.schema == DELIVERIES
    assert (delivery["fate"], delivery["state"], delivery["sent_at"]) == ("sent", "DELIVERED", NOW)
    assert result.is_whole


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        (None, Fate.WAITING),
        (entry(State.FAILED), Fate.FAILED),
        (entry(State.IN_DOUBT), Fate.IN_DOUBT),
        (entry(State.SENT, receipt_id=RECEIPT_B), Fate.CONFLICT),
    ],
)
def test_a_month_with_anything_open_is_not_whole(row, fate):
    result = reconcile([RECEIPT], {CUSTOMER: row} if row else {}, as_of=NOW)

    assert result.counts == {fate: 1}
    assert not result.is_whole


def test_a_receipt_that_two_runs_wrote_counts_once():
    result = reconcile([RECEIPT, RECEIPT], {CUSTOMER: entry(State.SENT)}, as_of=NOW)

    assert result.deliveries.num_rows == 1


def test_a_ledger_row_without_a_receipt_is_unexpected():
    result = reconcile([], {CUSTOMER: entry(State.SENT)}, as_of=NOW)

    assert result.unexpected == [CUSTOMER]
    assert not result.is_whole


def test_a_replaced_receipt_says_nothing_of_its_successor():
    row = entry(State.SENT, receipt_id=RECEIPT_B, superseded=frozenset({RECEIPT_A}), sent_at=NOW)

    result = reconcile([RECEIPT], {CUSTOMER: row}, as_of=NOW)

    (delivery,) = result.deliveries.to_pylist()
    assert (delivery["fate"], delivery["state"], delivery["sent_at"]) == ("superseded", None, None)


def test_a_receipt_over_nothing_that_is_not_mailed_leaves_the_month_whole():
    result = reconcile([RECEIPT | {"mailed": False}], {}, as_of=NOW)

    assert result.counts == {Fate.NOT_MAILED: 1}
    assert result.is_whole
