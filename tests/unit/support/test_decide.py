"""Which decisions a person may take, and that none makes a mail possible that nobody asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.ledger import ACCEPTED, RESOLVED, LedgerEntry, State
from receipts.lifecycle import Verdict, advanced, claimed, copy_asked, judge, moved, resolved
from receipts.support.decide import Decision, Refused, What
from receipts.support.decide import decide as decide_within
from tests.builders import NOW, RECEIPT_A, RECEIPT_B, entry, message

LEASE = timedelta(minutes=10)
LATER = NOW + timedelta(minutes=5)
RESOLVE = [What.RESOLVE_SENT, What.RESOLVE_SEND_AGAIN]
BILL = "bill-a"


def decide(what, row, *, now, **run):
    return decide_within(what, row, now=now, lease=LEASE, **run)


def verdict(row, pointer=None, *, bill_id: str = BILL):
    return judge(row, pointer or message(), bill_id=bill_id, now=NOW, lease=LEASE)


def test_a_doubt_that_a_person_calls_sent_is_sent_when_it_began_and_queues_nothing():
    decision = decide(What.RESOLVE_SENT, entry(State.IN_DOUBT, cause="answer_lost"), now=LATER)

    assert (decision.new.state, decision.new.cause) == (State.SENT, RESOLVED)
    assert (decision.new.sent_at, decision.new.changed_at) == (NOW, LATER)
    assert decision.message is None


def test_a_doubt_that_a_person_calls_not_sent_may_be_tried_again():
    decision = decide(What.RESOLVE_SEND_AGAIN, entry(State.IN_DOUBT, revision=2), now=LATER)

    assert (decision.new.state, decision.new.cause) == (State.FAILED, RESOLVED)
    assert decision.message == message(revision=2)
    assert verdict(decision.new) is Verdict.SEND


def test_a_claim_whose_worker_died_is_a_doubt_even_if_its_message_never_comes_back():
    row = entry(State.SENDING)

    decision = decide(What.RESOLVE_SENT, row, now=NOW + 2 * LEASE)

    assert (decision.seen, decision.new.state) == (row, State.SENT)
    assert decision.new.sent_at == row.changed_at


def test_nothing_of_an_ended_run_is_sent_again():
    refused = decide(What.RESOLVE_SEND_AGAIN, entry(State.IN_DOUBT), now=LATER, is_ended=True)

    assert isinstance(refused, Refused)
    assert "receipts emit RUN" in refused.words


@pytest.mark.parametrize("what", RESOLVE)
@pytest.mark.parametrize("state", [state for state in State if state is not State.IN_DOUBT])
def test_only_a_doubt_is_resolved_and_the_words_say_the_state(what, state):
    refused = decide(what, entry(state), now=LATER)

    assert isinstance(refused, Refused)
    assert f"It is {state}." in refused.words
    assert refused.words.endswith("Nothing was done.")


def test_a_command_that_died_before_its_message_is_finished_by_itself_again():
    settled = entry(State.FAILED, cause=RESOLVED)

    assert decide(What.RESOLVE_SEND_AGAIN, settled, now=LATER).new is None
    assert decide(What.RESOLVE_SEND_AGAIN, settled, now=LATER).message == message()
    assert isinstance(decide(What.RESOLVE_SENT, settled, now=LATER), Refused)


@pytest.mark.parametrize("what", What)
def test_who_has_no_row_is_told_so(what):
    assert "no row" in decide(what, None, now=NOW).words


@pytest.mark.parametrize("state", State)
def test_a_copy_is_for_who_was_sent_one_and_did_not_refuse_it(state):
    allowed = state in {State.SENT, State.DELIVERED}

    decision = decide(What.RESEND, entry(state), now=LATER)

    assert isinstance(decision, Decision if allowed else Refused)


def test_a_bounce_is_answered_with_the_advice_to_mend_the_address():
    assert "mended address" in decide(What.RESEND, entry(State.BOUNCED), now=NOW).words


def test_a_copy_that_was_asked_for_is_sent_once_as_the_next_attempt():
    asked = copy_asked(entry(State.DELIVERED, message_id="ses-1", sent_at=NOW))

    claim = claimed(asked, message(), bill_id=BILL, now=LATER)
    sent = moved(claim, State.SENT, now=LATER)

    assert (asked.state, asked.message_id) == (State.DELIVERED, "ses-1")
    assert verdict(asked) is Verdict.SEND
    assert (claim.attempt, claim.receipt_id) == (2, RECEIPT_A)
    assert verdict(sent) is Verdict.ALREADY_SENT


@pytest.mark.parametrize("state", [State.BOUNCED, State.COMPLAINED])
def test_a_late_complaint_or_bounce_takes_the_copy_back(state):
    asked = copy_asked(entry(State.DELIVERED))

    assert verdict(advanced(asked, entry(state))) is Verdict.ALREADY_SENT


def test_late_events_of_the_first_mail_do_not_disturb_its_copy():
    asked = copy_asked(entry(State.SENT))
    claim = claimed(advanced(asked, entry(State.DELIVERED)), message(), bill_id=BILL, now=NOW)

    assert claim.attempt == 2
    assert advanced(claim, entry(State.DELIVERED)) is None


def test_other_content_stays_a_conflict_while_a_copy_is_asked_for_and_after_it_failed():
    asked = copy_asked(entry(State.SENT))
    failed = moved(claimed(asked, message(), bill_id=BILL, now=NOW), State.FAILED, now=NOW)

    for row in (asked, failed):
        assert verdict(row, message(RECEIPT_B), bill_id="bill-b") is Verdict.CONFLICT
        assert verdict(row, message(RECEIPT_B, revision=2), bill_id="bill-b") is Verdict.SEND
    assert verdict(failed) is Verdict.SEND


def test_corrected_content_does_not_inherit_the_copy():
    asked = copy_asked(entry(State.SENT))

    claim = claimed(asked, message(RECEIPT_B, revision=2), bill_id="bill-b", now=NOW)

    assert claim.copy_after is None


rows = st.builds(
    entry,
    st.sampled_from(State),
    attempt=st.integers(1, 3),
    copy_after=st.none() | st.integers(1, 3),
    cause=st.sampled_from([None, RESOLVED, "not_sent"]),
)


@given(rows, st.sampled_from(RESOLVE))
def test_resolve_never_touches_what_ses_took(row: LedgerEntry, what: What):
    decision = decide(what, row, now=LATER)

    if row.state in ACCEPTED:
        assert isinstance(decision, Refused)
        assert resolved(row, sent=False, now=LATER) is None
        assert resolved(row, sent=True, now=LATER) is None


ACTS = ["message", "yes", "no", "lost", "delivered", "sent", "send_again", "copy"]


def act(name: str, row: LedgerEntry | None) -> LedgerEntry | None:
    """The row after one thing that may happen at any time; the same row when it changes nothing."""
    if name == "message":
        sends = judge(row, message(), bill_id=BILL, now=NOW, lease=LEASE) is Verdict.SEND
        return claimed(row, message(), bill_id=BILL, now=NOW) if sends else row
    if row is None:
        return None
    if name in ANSWERS and row.state is State.SENDING:
        return moved(row, ANSWERS[name], now=NOW)
    if name == "delivered":
        return advanced(row, replace(row, state=State.DELIVERED)) or row
    if name in {"sent", "send_again"}:
        return resolved(row, sent=name == "sent", now=NOW) or row
    return (copy_asked(row) if name == "copy" else None) or row


ANSWERS = {"yes": State.SENT, "no": State.FAILED, "lost": State.IN_DOUBT}


@given(st.lists(st.sampled_from(ACTS), max_size=40))
def test_each_call_of_ses_is_the_first_or_follows_a_no_or_a_persons_wish(acts):
    row, calls, allowed = None, 0, 1
    for name in acts:
        before, row = row, act(name, row)
        if row == before:
            continue
        calls += name == "message"
        allowed += name in {"no", "send_again"}
        # Asked twice before it goes out, it is one copy.
        allowed += name == "copy" and before.copy_after != before.attempt

    assert calls <= allowed
