"""Rows only move forward, whatever the order or repetition of events."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from receipts.ledger import ACCEPTED, State
from receipts.lifecycle import advanced
from tests.builders import NOW, RECEIPT_A, RECEIPT_B, entry

OPEN = [State.SENDING, State.IN_DOUBT, State.FAILED]
EARLIER = NOW - timedelta(minutes=1)


def told(state: State, **changes: object):
    values = {"message_id": "ses-1", "sent_at": EARLIER, "changed_at": NOW}
    return entry(state, **(values | changes))


@pytest.mark.parametrize("reached", sorted(ACCEPTED))
def test_an_event_creates_the_row_when_there_is_none(reached):
    assert advanced(None, told(reached)) == told(reached)


@pytest.mark.parametrize("reached", sorted(ACCEPTED))
@pytest.mark.parametrize("state", OPEN)
def test_an_event_of_the_attempt_settles_what_is_not_known_to_be_sent(state, reached):
    row = entry(state, cause="answer_lost", version=3)

    new = advanced(row, told(reached))

    assert (new.state, new.cause, new.version) == (reached, None, 4)
    assert (new.message_id, new.sent_at) == ("ses-1", EARLIER)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize(
    "other", [{"receipt_id": RECEIPT_B}, {"attempt": 1}], ids=["content", "attempt"]
)
def test_an_event_of_another_mail_changes_nothing(state, other):
    row = entry(state, attempt=2)

    assert advanced(row, told(State.BOUNCED, **({"attempt": 2} | other))) is None


@pytest.mark.parametrize("state", sorted(ACCEPTED))
def test_the_same_event_again_changes_nothing(state):
    assert advanced(entry(state), told(state)) is None


@pytest.mark.parametrize(
    "mail",
    [
        [State.SENT, State.DELIVERED, State.BOUNCED, State.COMPLAINED],
        [State.SENT, State.DELIVERED, State.COMPLAINED],
        [State.SENT, State.BOUNCED],
        [State.SENT, State.REJECTED],
    ],
    ids=lambda mail: mail[-1],
)
@pytest.mark.parametrize("start", [None, *OPEN])
def test_every_order_of_a_mails_events_ends_in_the_same_row(mail, start):
    ends = set()
    for order in permutations(mail):
        row = entry(start) if start else None
        for state in [*order, *order]:
            row = advanced(row, told(state)) or row
        ends.add(replace(row, version=0))

    assert {(row.state, row.receipt_id, row.sent_at) for row in ends} == {
        (mail[-1], RECEIPT_A, EARLIER)
    }
    assert len(ends) == 1


def test_the_worker_knows_better_when_it_sent():
    row = entry(State.SENT, sent_at=NOW, message_id="ses-1")

    assert advanced(row, told(State.DELIVERED)).sent_at == NOW
