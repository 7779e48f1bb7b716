from datetime import timedelta
from decimal import Decimal

import pytest

from receipts.ledger import State
from receipts.reconciliation.fate import Fate, Followed, fate_of, follow
from receipts.reconciliation.outcome import Status, outcome
from tests.builders import NOW, RECEIPT_A, RECEIPT_B, entry

RECORD = {
    "run_id": "r",
    "status": "accepted",
    "billing_period": "2024-09",
    "rows": 4,
    "customers": 2,
    "receipts": 2,
    "held": 0,
    "problems": 0,
    "warnings": 0,
    "unreadable_amounts": 0,
    "held_because": {},
    "file_errors": [],
    "file_warnings": [],
    "charges_total": {"USD": "3.005"},
    "receipts_total": {"USD": "3.005"},
    "held_total": {},
}


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        (None, Fate.WAITING),
        (entry(State.SENDING), Fate.WAITING),
        (entry(State.SENT), Fate.SENT),
        (entry(State.DELIVERED), Fate.DELIVERED),
        (entry(State.BOUNCED), Fate.BOUNCED),
        (entry(State.COMPLAINED), Fate.COMPLAINED),
        (entry(State.REJECTED), Fate.REJECTED),
        (entry(State.FAILED, cause="run_ended"), Fate.ENDED),
        (entry(State.FAILED, receipt_id=RECEIPT_B), Fate.WAITING),
        (entry(State.FAILED, receipt_id=RECEIPT_B, copy_after=1), Fate.CONFLICT),
        (entry(State.FAILED), Fate.FAILED),
        (entry(State.IN_DOUBT), Fate.IN_DOUBT),
        (entry(State.SENT, receipt_id=RECEIPT_B), Fate.CONFLICT),
        (entry(State.BOUNCED, receipt_id=RECEIPT_B), Fate.WAITING),
        (entry(State.BOUNCED, receipt_id=RECEIPT_B, bill_id="bill-b"), Fate.CONFLICT),
        (
            entry(State.SENT, receipt_id=RECEIPT_B, superseded=frozenset({RECEIPT_A})),
            Fate.SUPERSEDED,
        ),
        (
            entry(State.FAILED, receipt_id=RECEIPT_B, superseded=frozenset({RECEIPT_A})),
            Fate.SUPERSEDED,
        ),
    ],
)
def test_every_receipt_is_in_one_class(row, fate):
    receipt = {"receipt_id": RECEIPT_A, "bill_id": "bill-a", "mailed": True}

    assert fate_of(receipt, row) is fate


def followed(fate, amount="1.0025", sent_at=NOW):
    exact = Decimal(amount)
    return Followed("USD", exact, round(exact, 2), fate, sent_at)


def told(*receipts, **record):
    return outcome("x.csv", RECORD | record, receipts, since=NOW)


@pytest.mark.parametrize(
    ("fates", "status"),
    [
        ([Fate.SENT, Fate.SENT], Status.SENT),
        ([Fate.SENT, Fate.CONFLICT], Status.HELD),
        ([Fate.SENT, Fate.FAILED], Status.INCOMPLETE),
        ([Fate.SENT, Fate.IN_DOUBT], Status.INCOMPLETE),
        ([Fate.WAITING, Fate.WAITING], Status.INCOMPLETE),
        ([Fate.SUPERSEDED, Fate.SUPERSEDED], Status.ALREADY_SENT),
    ],
)
def test_a_run_is_only_called_sent_when_everything_is(fates, status):
    assert told(*map(followed, fates)).status is status


def test_what_was_sent_before_the_drop_is_not_counted_as_sent():
    earlier = NOW - timedelta(seconds=1)

    result = told(followed(Fate.SENT, sent_at=earlier), followed(Fate.SENT, sent_at=earlier))

    assert (result.status, result.sent, result.receipts) == (Status.ALREADY_SENT, 0, 2)


def test_a_conflict_moves_from_receipts_to_held_with_its_money():
    result = told(followed(Fate.SENT, "1"), followed(Fate.CONFLICT, "2.005"))

    assert (result.receipts, result.held, result.customers) == (1, 1, 2)
    assert (result.receipts_total, result.held_total) == ({"USD": "1"}, {"USD": "2.005"})
    assert result.held_because == {"conflict": 1}


def test_rounding_is_told_apart():
    result = told(
        Followed("USD", Decimal("1.0025"), Decimal("1.00"), Fate.SENT, NOW),
        Followed("USD", Decimal("2.0025"), Decimal("2.01"), Fate.SENT, NOW),
    )

    assert result.billed_total == {"USD": "3.01"}
    assert result.rounding_difference == {"USD": "0.005"}


def test_a_rejected_file_stays_rejected():
    result = told(status="rejected", receipts=0, held=2, held_total={"USD": "3.005"})

    assert result.status is Status.REJECTED
    assert result.held_total == {"USD": "3.005"}


@pytest.mark.parametrize(
    ("sent_at", "fate"),
    [(NOW - timedelta(days=1), Fate.WAITING), (NOW + timedelta(days=1), Fate.CONFLICT)],
)
def test_what_was_sent_before_a_correction_still_waits_for_it(sent_at, fate):
    row = {
        "customer_key": "c",
        "receipt_id": RECEIPT_A,
        "bill_id": "bill-a",
        "currency": "USD",
        "total": Decimal(1),
        "billed": Decimal(1),
        "mailed": True,
    }
    month = {"c": entry(State.SENT, receipt_id=RECEIPT_B, sent_at=sent_at)}

    (found,) = follow([row], month, corrects_since=NOW)

    assert found.fate is fate


def test_a_replaced_receipt_is_no_better_off_than_its_successor_for_who_dropped_it():
    row = {"customer_key": "c", "receipt_id": RECEIPT_A, "bill_id": "bill-a", "mailed": True}
    row |= {"currency": "USD", "total": Decimal(1), "billed": Decimal(1)}
    successor = entry(State.FAILED, receipt_id=RECEIPT_B, superseded=frozenset({RECEIPT_A}))

    (found,) = follow([row], {"c": successor})

    assert found.fate is Fate.FAILED
