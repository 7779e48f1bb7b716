"""The table of cases in the design, line by line."""

from datetime import timedelta

import pytest

from receipts.ledger import ACCEPTED, State
from receipts.lifecycle import Verdict, claimed, judge, moved, renamed
from tests.builders import NOW, RECEIPT_A, RECEIPT_B, entry, message

LEASE = timedelta(seconds=120)
ON_THE_WAY = [State.SENDING, State.IN_DOUBT]


def verdict(row, pointer, *, bill_id="bill-b", now=NOW):
    return judge(row, pointer, bill_id=bill_id, now=now, lease=LEASE)


def test_a_customer_without_a_row_is_sent():
    assert verdict(None, message()) is Verdict.SEND


@pytest.mark.parametrize("state", sorted(ACCEPTED))
def test_what_ses_accepted_is_never_sent_again(state):
    assert verdict(entry(state), message()) is Verdict.ALREADY_SENT


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, Verdict.BUSY), (120, Verdict.BUSY), (121, Verdict.LOST)],
)
def test_a_claim_is_believed_until_its_lease_ends(age, expected):
    assert verdict(entry(State.SENDING), message(), now=NOW + timedelta(seconds=age)) is expected


def test_doubt_waits_for_an_event_or_a_person():
    assert verdict(entry(State.IN_DOUBT), message()) is Verdict.IN_DOUBT


def test_what_certainly_failed_is_tried_again():
    assert verdict(entry(State.FAILED), message()) is Verdict.SEND


def test_other_content_replaces_what_failed():
    assert verdict(entry(State.FAILED), message(RECEIPT_B)) is Verdict.SEND


@pytest.mark.parametrize("state", [*ON_THE_WAY, *sorted(ACCEPTED)])
def test_other_content_for_a_billed_customer_is_a_conflict(state):
    assert verdict(entry(state), message(RECEIPT_B)) is Verdict.CONFLICT


def test_a_bounced_receipt_goes_to_the_mended_address_if_the_bill_is_the_same():
    row = entry(State.BOUNCED)

    assert verdict(row, message(RECEIPT_B), bill_id="bill-a") is Verdict.SEND
    assert verdict(row, message(RECEIPT_B), bill_id="bill-b") is Verdict.CONFLICT


@pytest.mark.parametrize("state", sorted(ACCEPTED))
def test_a_correction_is_the_next_revision(state):
    row = entry(state)

    assert verdict(row, message(RECEIPT_B, revision=2)) is Verdict.SEND
    assert verdict(row, message(RECEIPT_B, revision=3)) is Verdict.CONFLICT


@pytest.mark.parametrize("state", ON_THE_WAY)
def test_a_correction_does_not_overtake_what_is_on_its_way(state):
    assert verdict(entry(state), message(RECEIPT_B, revision=2)) is Verdict.CONFLICT


def test_a_late_message_for_replaced_content_is_ignored():
    row = entry(State.FAILED, receipt_id=RECEIPT_B, superseded=frozenset({RECEIPT_A}))

    assert verdict(row, message(RECEIPT_A)) is Verdict.SUPERSEDED


def test_a_correction_may_go_back_to_earlier_content():
    row = entry(State.SENT, receipt_id=RECEIPT_B, revision=2, superseded=frozenset({RECEIPT_A}))

    assert verdict(row, message(RECEIPT_A, revision=3)) is Verdict.SEND


def test_a_claim_counts_attempts_and_remembers_what_it_replaces():
    row = entry(State.SENT, attempt=2, version=5)

    claim = claimed(row, message(RECEIPT_B, revision=2), bill_id="bill-b", now=NOW)

    assert (claim.state, claim.attempt, claim.version) == (State.SENDING, 3, 6)
    assert (claim.receipt_id, claim.revision) == (RECEIPT_B, 2)
    assert claim.superseded == {RECEIPT_A}


def test_only_sent_stamps_the_time_of_sending():
    claim = claimed(None, message(), bill_id="bill-a", now=NOW)

    sent = moved(claim, State.SENT, now=NOW, message_id="m")
    later = moved(sent, State.DELIVERED, now=NOW + LEASE)

    assert claim.sent_at is None
    assert (later.sent_at, later.message_id) == (NOW, "m")


def test_a_failed_row_names_mended_content_before_it_is_sent():
    row = renamed(entry(State.FAILED), message(RECEIPT_B), bill_id="bill-b", now=NOW)

    assert (row.receipt_id, row.state, row.superseded) == (RECEIPT_B, State.FAILED, {RECEIPT_A})
