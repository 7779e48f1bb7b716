import json
from dataclasses import replace
from datetime import timedelta

import pytest

from receipts import keys
from receipts.balance.service import reconcile_month
from receipts.errors import AnswerLostError, RetryableError
from receipts.ledger import State
from receipts.lifecycle import moved
from receipts.reconciliation.fate import Fate
from receipts.support.decide import What
from receipts.support.history import Ambiguous
from receipts.support.runs import history_of_run
from receipts.support.service import (
    carry_out,
    consider,
    history_of_month,
    months_of_customer,
)
from tests.builders import ALICE, BOB, NOW, charges_csv
from tests.fakes import FakeClock, FakeIdentity, FakeWorld
from tests.working import drop, work

MONTH = "2024-09"
STAMP = "%Y%m%dT%H%M%S%fZ"


class TickingClock(FakeClock):
    def now(self):
        self.sleep(1)
        return self.time


def considered(world: FakeWorld, what: What, customer: str = "C1"):
    return consider(what, customer, MONTH, ports=world.support, lease=timedelta(minutes=2))


def decide(world: FakeWorld, what: What, customer: str = "C1") -> bool:
    return carry_out(considered(world, what, customer), ports=world.support)


def notes(world: FakeWorld) -> list[dict]:
    return [json.loads(world.audit.objects[key]) for key in world.audit.keys("decisions/")]


def doubted() -> FakeWorld:
    """SES did not answer for Alice."""
    world = FakeWorld()
    world.mailer.answers = [AnswerLostError("timeout")]
    drop(world, charges_csv(ALICE))
    work(world)
    return world


def test_a_doubt_resolved_as_not_sent_is_one_mail_however_often_its_message_comes():
    world = doubted()

    done = decide(world, What.RESOLVE_SEND_AGAIN)

    world.queue.sent *= 2
    assert done
    assert work(world) == []
    assert len(world.mailer.sent) == 1
    assert (world.ledger.only().state, world.ledger.only().attempt) == (State.SENT, 2)


def test_a_doubt_resolved_as_sent_is_no_mail_even_if_the_file_is_dropped_again():
    world = doubted()

    decide(world, What.RESOLVE_SENT)

    drop(world, charges_csv(ALICE), version="v2")
    work(world)
    assert world.mailer.sent == []
    assert world.ledger.only().state is State.SENT


def test_a_copy_is_one_more_mail_to_the_same_address():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world)

    decide(world, What.RESEND)
    decide(world, What.RESEND)

    work(world)
    assert [mail.recipient for mail in world.mailer.sent] == ["alice@example.com"] * 2
    assert world.ledger.only().attempt == 2


def test_every_decision_leaves_a_note_without_name_or_address():
    world = doubted()

    decide(world, What.RESOLVE_SEND_AGAIN)

    (key,) = world.audit.keys("decisions/")
    (note,) = notes(world)
    receipt_id = world.ledger.only().receipt_id
    assert key == f"decisions/billing_period=2024-09/{receipt_id}.{world.clock.now():{STAMP}}.json"
    assert (note["what"], note["who"]) == ("resolve_send_again", FakeIdentity().arn)
    assert (note["when"], note["applied"]) == (world.clock.now().isoformat(), True)
    assert (note["seen"]["state"], note["seen"]["cause"]) == ("IN_DOUBT", "answer_lost")
    assert "alice" not in json.dumps(note).lower()


def test_a_row_that_moved_meanwhile_is_left_alone_and_the_note_says_so():
    world = doubted()
    decision = considered(world, What.RESOLVE_SEND_AGAIN)
    seen = world.ledger.only()
    world.ledger.swap(moved(seen, State.DELIVERED, now=NOW), seen=seen)
    world.clock = TickingClock()

    done = carry_out(decision, ports=world.support)

    assert not done
    assert [note["applied"] for note in notes(world)] == [True, False]
    assert world.ledger.only().state is State.DELIVERED
    assert world.queue.sent == []


def test_who_cannot_leave_a_note_changes_nothing():
    world = doubted()
    world.audit.fails_at = "decisions/"

    with pytest.raises(ConnectionError):
        decide(world, What.RESOLVE_SEND_AGAIN)

    assert world.ledger.only().state is State.IN_DOUBT
    assert world.queue.sent == []


def test_a_decision_whose_message_was_lost_is_finished_by_the_same_command():
    world = doubted()

    class Deaf:
        def send(self, messages):
            raise RetryableError("1 receipts were not queued")

    decision = considered(world, What.RESOLVE_SEND_AGAIN)
    with pytest.raises(RetryableError):
        carry_out(decision, ports=replace(world.support, queue=Deaf()))

    decide(world, What.RESOLVE_SEND_AGAIN)

    work(world)
    assert len(world.mailer.sent) == 1


def test_a_customer_is_told_with_runs_files_mails_and_decisions():
    world = doubted()
    decide(world, What.RESOLVE_SEND_AGAIN)
    work(world)

    (month,) = months_of_customer("C1", billing_period=None, ports=world.support)

    (made,) = month.made
    receipt_id = month.entry.receipt_id
    assert made.mails == tuple(
        keys.mail_key(billing_period=MONTH, receipt_id=receipt_id, attempt=n) for n in (1, 2)
    )
    assert [note["what"] for note in made.decisions] == ["resolve_send_again"]
    assert [note["source"]["key"] for run in made.runs for note in run.drops] == [
        "2024-09/charges.csv"
    ]


def test_a_held_customer_is_told_with_the_problem_and_then_with_the_receipt():
    world = FakeWorld()
    drop(world, charges_csv(ALICE, BOB.replace("5.50", "$5.50")))
    drop(world, charges_csv(ALICE, BOB), version="v2")

    (month,) = months_of_customer("C2", billing_period=MONTH, ports=world.support)

    (held,) = month.held
    assert [problem["code"] for problem in held.problems] == ["charges_not_a_number"]
    assert len(month.made) == 1
    assert month.entry is None


def test_who_is_nobody_has_no_months():
    world = doubted()

    assert months_of_customer("c1", billing_period=None, ports=world.support) == []
    assert months_of_customer("C1", billing_period="2024-10", ports=world.support) == []


def test_a_month_counts_each_receipt_once_and_names_what_is_open():
    world = doubted()
    drop(world, charges_csv(ALICE, BOB))
    work(world)
    drop(world, charges_csv(BOB.replace("5.50", "6")), version="v3")
    work(world)

    month = history_of_month(MONTH, ports=world.support)

    assert month.fates == {"in_doubt": 1, "sent": 1, "conflict": 1}
    assert month.states == {State.IN_DOUBT: 1, State.SENT: 1}
    assert [(each.why, each.customer_id, each.cause) for each in month.open] == [
        ("CONFLICT", "C2", None),
        ("IN_DOUBT", "C1", "answer_lost"),
    ]
    assert len(month.runs) == 3


def test_a_month_without_any_run_is_unknown():
    assert history_of_month("2024-10", ports=doubted().support) is None


def test_a_run_is_found_by_the_beginning_of_its_id():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE, BOB))
    work(world)

    history = history_of_run(run.run_id[:8], ports=world.support)

    assert history.run.record["run_id"] == run.run_id
    assert history.fates == {"sent": 2}
    assert history_of_run("0" * 32, ports=world.support) is None


def test_a_beginning_that_several_runs_share_names_them():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    drop(world, charges_csv(BOB), version="v2")

    assert isinstance(history_of_run("", ports=world.support), Ambiguous)


def test_a_correction_that_is_not_out_yet_waits_and_is_no_conflict_wherever_it_is_shown():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world)
    later = NOW + timedelta(hours=1)
    corrected = charges_csv(ALICE.replace("10.00", "11"))
    (run,) = drop(world, corrected, "corrections/2024-09.csv", at=later)

    month = history_of_month(MONTH, ports=world.support)
    (customer,) = months_of_customer("C1", billing_period=MONTH, ports=world.support)
    shown = history_of_run(run.run_id, ports=world.support)

    reconciled = reconcile_month(MONTH, ports=world.reconcile, grace=timedelta(days=1))
    assert month.fates == {Fate.SENT: 1, Fate.WAITING: 1} == reconciled.counts
    assert month.open == ()
    assert {made.fate for made in customer.made} == {Fate.SENT, Fate.WAITING}
    assert shown.fates == {Fate.WAITING: 1}
