"""One invocation: what its messages share."""

import threading

import pytest

from receipts.brake import RunMarks
from receipts.errors import AnswerLostError, NotSentError, RefusedError, SendingStoppedError
from receipts.ledger import RUN_ENDED, State
from receipts.lifecycle import copy_asked
from receipts.pause import Pause, Switch
from receipts.reasons import Reason
from tests.builders import NOW, charges_csv
from tests.fakes import FakeAudit, FakeLedger, FakeMailer, FakeWorld
from tests.fakes_of_control import FakeSwitch
from tests.working import drop, work

#: What `work` paces at: two of two workers, at nine tenths of 2 mails a second.
INTERVAL = 2 / 1.8
LOST, THROTTLED, NO = AnswerLostError("timeout"), NotSentError("throttled"), RefusedError("no")


def world_of(customers: int, **parts: object) -> FakeWorld:
    world = FakeWorld(**parts)
    rows = (f"C{n},Kim {n},c{n}@example.com,Hosting,1.00" for n in range(customers))
    drop(world, charges_csv(*rows))
    return world


def states(world: FakeWorld) -> list[State]:
    return [row.state for row in world.ledger.rows.values()]


class UnreadLedger(FakeLedger):
    def find(self, billing_period, customer_key):
        raise AssertionError("nobody needs the ledger now")

    swap = find


def test_while_paused_everything_comes_back_and_nothing_is_read_or_sent():
    world = world_of(3)
    world.switch.stands = Switch(Pause(reason=Reason.PERSON, since=NOW), 1)
    world.audit, world.ledger = FakeAudit(), UnreadLedger()

    failed = work(world)

    assert failed == ["0", "1", "2"]
    assert world.mailer.sent == []
    assert world.dead_letters.kept == []
    assert world.clock.slept == 0


def end_run(world: FakeWorld) -> str:
    run_id = world.queue.sent[0].run_id
    world.runs.end(run_id, by="arn:kim", at=NOW)
    return run_id


def test_of_an_ended_run_nothing_goes_out_and_the_rows_say_so():
    world = world_of(2)
    run_id = end_run(world)

    failed = work(world)

    assert failed == []
    assert world.mailer.sent == []
    rows = world.ledger.rows.values()
    assert [(row.state, row.cause, row.run_id, row.attempt) for row in rows] == [
        (State.FAILED, RUN_ENDED, run_id, 0)
    ] * 2
    assert world.dead_letters.kept == []


def test_a_run_that_was_reopened_goes_out():
    world = world_of(1)
    run_id = end_run(world)
    bodies = world.queue.take()
    work(world, bodies)
    world.runs.reopen(run_id)

    work(world, bodies)

    assert states(world) == [State.SENT]
    assert len(world.mailer.sent) == 1


def test_the_end_of_a_run_does_not_touch_what_was_accepted():
    world = world_of(1)
    bodies = world.queue.take()
    work(world, bodies)
    sent = world.ledger.only()
    world.runs.marks[sent.run_id] = RunMarks(run_id=sent.run_id, ended_by="arn:kim", ended_at=NOW)

    failed = work(world, bodies)

    assert failed == []
    assert world.ledger.only() == sent
    assert len(world.mailer.sent) == 1


def test_a_copy_somebody_asked_for_goes_out_although_the_run_was_ended():
    world = world_of(1)
    end = world.queue.sent[0].run_id
    bodies = world.queue.take()
    work(world, bodies)
    sent = world.ledger.only()
    world.ledger.swap(copy_asked(sent), seen=sent)
    world.runs.end(end, by="arn:kim", at=NOW)

    work(world, bodies)

    assert len(world.mailer.sent) == 2
    assert (world.ledger.only().state, world.ledger.only().attempt) == (State.SENT, 2)


@pytest.mark.parametrize("reason", [Reason.QUOTA, Reason.ACCOUNT, Reason.IDENTITY, Reason.REFUSED])
def test_a_no_for_everyone_pauses_for_that_reason_and_tries_nobody_else(reason):
    world = world_of(3)
    world.mailer.answers = [SendingStoppedError(reason, "no")]

    failed = work(world)

    assert failed == ["0", "1", "2"]
    assert world.switch.read().pause == Pause(reason=reason, since=NOW)
    assert states(world) == [State.FAILED]
    assert world.mailer.sent == []


@pytest.mark.parametrize(
    ("answers", "reason", "sent"),
    [
        pytest.param([LOST] * 5, Reason.SILENCE, 0, id="five in a row"),
        pytest.param([LOST] * 4, None, 3, id="four and a yes"),
        pytest.param(
            [LOST] * 4 + [RefusedError("no")] + [LOST] * 2, None, 0, id="a no is no doubt"
        ),
    ],
)
def test_silence_five_times_in_a_row_pauses(answers, reason, sent):
    world = world_of(7)
    world.mailer.answers = list(answers)

    failed = work(world)

    pause = world.switch.read().pause
    assert (pause.reason if pause else None) == reason
    assert len(world.mailer.sent) == sent
    assert failed == (["5", "6"] if reason else [])


def test_a_receipt_that_was_sent_before_breaks_no_silence():
    world = world_of(6)
    bodies = world.queue.take()
    work(world, {"0": bodies["0"]})
    world.mailer.answers = [LOST] * 5
    again = {"a": bodies["1"], "b": bodies["2"], "sent": bodies["0"]}

    work(world, again | {n: bodies[n] for n in "345"})

    assert world.switch.read().pause.reason is Reason.SILENCE


@pytest.mark.parametrize(
    ("seconds", "sent"),
    [(15 + 1.1 * INTERVAL, 1), (15 + 2.1 * INTERVAL, 2), (15 + 0.9 * INTERVAL, 0)],
)
def test_what_no_time_is_left_for_comes_back_unclaimed(seconds, sent):
    world = world_of(3)

    failed = work(world, seconds=seconds)

    assert failed == ["0", "1", "2"][sent:]
    assert states(world) == [State.SENT] * sent
    assert world.switch.read().pause is None


def test_an_invocation_takes_an_interval_for_each_mail():
    world = world_of(3)

    work(world)

    assert world.clock.slept == pytest.approx(3 * INTERVAL, abs=1e-4)


def test_what_is_not_sent_takes_no_interval():
    world = world_of(3)
    bodies = world.queue.take()
    work(world, bodies)
    before = world.clock.slept

    work(world, bodies)

    assert world.clock.slept == before


def test_a_throttled_mail_is_tried_again_in_the_invocation_a_slot_later():
    world = world_of(2)
    world.mailer.answers = [THROTTLED]

    failed = work(world)

    assert failed == []
    assert len(world.mailer.sent) == 2
    assert {row.attempt for row in world.ledger.rows.values()} == {1}
    # One interval for each of three calls, and one that the throttle leaves out.
    assert world.clock.slept == pytest.approx((3 + 1) * INTERVAL, abs=1e-4)


class MeetingMailer(FakeMailer):
    """Answers only when so many calls are under way together."""

    def __init__(self, lanes: int) -> None:
        super().__init__()
        self._together = threading.Barrier(lanes)

    def send(self, mail):
        self._together.wait(timeout=10)
        return super().send(mail)


def test_lanes_wait_for_answers_together():
    world = world_of(4, mailer=MeetingMailer(lanes=2))

    failed = work(world, ses_max_send_rate=4)

    assert failed == []
    assert len(world.mailer.sent) == 4


class StrongerSwitch(FakeSwitch):
    """A person stops everything while the batch is under way."""

    def __init__(self) -> None:
        super().__init__()
        self._reads = 0

    def read(self):
        self._reads += 1
        if self._reads == 2:
            self.stands = Switch(Pause(reason=Reason.PERSON, since=NOW, by="arn:kim"), 1)
        return super().read()


def test_what_a_person_said_meanwhile_is_not_overwritten():
    world = world_of(1, switch=StrongerSwitch())
    world.mailer.answers = [SendingStoppedError(Reason.QUOTA, "no")]

    work(world)

    assert world.switch.stands.pause.reason is Reason.PERSON
