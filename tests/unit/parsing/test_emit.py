from datetime import date

import pytest

from receipts.ledger import State
from receipts.lifecycle import Verdict
from receipts.model import Mode
from receipts.parsing.emit import plan
from tests.builders import CUSTOMER, NOW, RECEIPT_A, RECEIPT_B, RUN, entry

ROW = {
    "receipt_id": RECEIPT_A,
    "period_start": date(2024, 9, 1),
    "customer_key": CUSTOMER,
    "bill_id": "bill-a",
}


def planned(row=None, mode=Mode.CHARGES):
    month = {CUSTOMER: row} if row else {}
    (step,) = plan([ROW], month, mode, NOW, run_id=RUN)
    return step


def test_a_new_receipt_is_queued_as_the_first():
    step = planned()

    assert (step.verdict, step.message.revision, step.replaces) == (Verdict.SEND, 1, None)
    assert step.message.billing_period == "2024-09"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (entry(State.SENT), Verdict.ALREADY_SENT),
        (entry(State.BOUNCED), Verdict.ALREADY_SENT),
        (entry(State.IN_DOUBT), Verdict.IN_DOUBT),
        (entry(State.FAILED), Verdict.SEND),
        (entry(State.SENT, receipt_id=RECEIPT_B), Verdict.CONFLICT),
        (
            entry(State.SENT, receipt_id=RECEIPT_B, superseded=frozenset({RECEIPT_A})),
            Verdict.SUPERSEDED,
        ),
        (entry(State.BOUNCED, receipt_id=RECEIPT_B), Verdict.SEND),
    ],
)
def test_the_ledger_decides_what_is_queued(row, verdict):
    assert planned(row).verdict is verdict


def test_mended_content_is_named_in_a_failed_row_before_its_message_goes_out():
    failed = entry(State.FAILED, receipt_id=RECEIPT_B)

    assert planned(failed).replaces == failed
    assert planned(entry(State.FAILED)).replaces is None


def test_a_correction_is_the_next_revision_only_where_content_differs():
    corrected = planned(entry(State.SENT, receipt_id=RECEIPT_B), Mode.CORRECTION)
    same = planned(entry(State.SENT), Mode.CORRECTION)

    assert (corrected.verdict, corrected.message.revision) == (Verdict.SEND, 2)
    assert same.verdict is Verdict.ALREADY_SENT


def test_replaced_content_does_not_take_its_place_back_when_its_file_is_dropped_again():
    failed = entry(State.FAILED, receipt_id=RECEIPT_B, superseded=frozenset({RECEIPT_A}))

    step = planned(failed)

    assert (step.verdict, step.replaces) == (Verdict.SUPERSEDED, None)


def test_after_a_copy_that_failed_other_content_is_a_conflict_and_a_correction_the_next_revision():
    failed = entry(State.FAILED, receipt_id=RECEIPT_B, attempt=2, copy_after=1)

    other, corrected = planned(failed), planned(failed, Mode.CORRECTION)

    assert (other.verdict, other.replaces) == (Verdict.CONFLICT, None)
    assert (corrected.verdict, corrected.message.revision) == (Verdict.SEND, 2)
    assert corrected.replaces is None
