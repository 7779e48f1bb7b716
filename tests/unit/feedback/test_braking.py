"""A bad list stops all sending once, and people decide what then."""

import logging

import pytest

from receipts.ledger import State
from receipts.pause import Pause, Switch
from receipts.reasons import Reason
from tests.builders import NOW, RUN, entry
from tests.fakes import FakeLedger, FakeWorld
from tests.fakes_of_control import FakeSwitch
from tests.unit.feedback.events import TAGS, body
from tests.working import hear

OTHER_RUN = "e" * 32


def events(name: str, count: int, *, first: int = 0, run_id: str = RUN) -> list[str]:
    """One event each of so many customers of a run."""
    return [
        body(name, TAGS | {"customer_key": f"{first + number:032x}", "run_id": run_id})
        for number in range(count)
    ]


#: A hundred mails of a run: ten bounced.
BAD_LIST = events("delivery", 90) + events("bounce", 10, first=90)


def test_ten_bounces_of_a_hundred_stop_all_sending_for_that_run(caplog):
    world = FakeWorld()

    failed = hear(world, *BAD_LIST)

    assert failed == []
    assert world.switch.read().pause == Pause(reason=Reason.BRAKE, since=NOW, run_id=RUN)
    (line,) = [line for line in caplog.records if line.levelno == logging.ERROR]
    assert (line.message, line.run_id, line.bounced) == ("list_is_bad", RUN, 10)


@pytest.mark.parametrize(
    ("texts", "bad"),
    [
        pytest.param(events("bounce", 9), False, id="nine bounces"),
        pytest.param(events("bounce", 10), True, id="ten bounces"),
        pytest.param(events("delivery", 190) + events("bounce", 10, first=190), False, id="5 %"),
        pytest.param(events("delivery", 97) + events("complaint", 2, first=97), False, id="two"),
        pytest.param(events("delivery", 97) + events("complaint", 3, first=97), True, id="three"),
        pytest.param(
            events("bounce", 5) + events("bounce", 5, first=5, run_id=OTHER_RUN),
            False,
            id="each run by itself",
        ),
        pytest.param(
            events("delivery", 10) + events("bounce", 10), True, id="delivered, then bounced"
        ),
    ],
)
def test_the_share_of_one_run_decides(texts, bad):
    world = FakeWorld()

    hear(world, *texts)

    assert (world.switch.read().pause is not None) is bad


def test_batches_add_up():
    world = FakeWorld()

    for text in events("bounce", 9):
        hear(world, text)
    before = world.switch.read().pause
    hear(world, *events("bounce", 1, first=9))

    assert before is None
    assert world.switch.read().pause.reason is Reason.BRAKE


def test_events_that_come_twice_count_once():
    world = FakeWorld()

    hear(world, *events("bounce", 9), *events("bounce", 9))
    hear(world, *events("bounce", 9))

    assert world.switch.read().pause is None
    tally = world.runs.find(RUN).tally
    assert (tally.outcomes, tally.bounced) == (9, 9)


class TwinLedger(FakeLedger):
    """Between our read and our write the same event is recorded by another function."""

    def find(self, billing_period, customer_key):
        seen = super().find(billing_period, customer_key)
        bounced = entry(State.BOUNCED, customer_key=customer_key, version=2)
        self.rows[billing_period, customer_key] = bounced
        return seen


def test_of_two_functions_that_hear_the_same_event_one_counts():
    world = FakeWorld(ledger=TwinLedger())

    hear(world, *events("bounce", 1))

    assert world.runs.marks == {}


def test_a_mail_that_was_delivered_first_is_still_one_outcome():
    world = FakeWorld()

    hear(world, *events("delivery", 3), *events("complaint", 3), *events("delivery", 3))

    tally = world.runs.find(RUN).tally
    assert (tally.outcomes, tally.bounced, tally.complained) == (3, 0, 3)


def test_a_run_that_a_person_let_go_on_is_not_stopped_again():
    world = FakeWorld()
    hear(world, *BAD_LIST)
    world.runs.release_brake(RUN)
    world.switch.stands = Switch(None, 2)

    hear(world, *events("bounce", 10, first=100))

    assert world.switch.read().pause is None
    assert world.runs.find(RUN).tally.bounced == 20


def test_a_run_that_a_person_ended_does_not_stop_the_others():
    world = FakeWorld()
    world.runs.end(RUN, by="arn:kim", at=NOW)

    hear(world, *BAD_LIST)

    assert world.switch.read().pause is None


@pytest.mark.parametrize(
    ("stands", "expected"),
    [(Reason.PERSON, Reason.PERSON), (Reason.QUOTA, Reason.BRAKE)],
)
def test_only_what_ends_by_itself_is_replaced(stands, expected):
    world = FakeWorld(switch=FakeSwitch(Switch(Pause(reason=stands, since=NOW), 1)))

    hear(world, *BAD_LIST)

    assert world.switch.read().pause.reason is expected


def test_an_outcome_counts_for_the_run_that_its_mail_names():
    world = FakeWorld()
    world.ledger.swap(entry(State.SENT, run_id=OTHER_RUN), seen=None)

    hear(world, body("bounce"))

    assert list(world.runs.marks) == [RUN]


def test_what_changes_nothing_marks_no_run():
    world = FakeWorld()

    hear(world, body("send"), body("open"), "not an event")

    assert world.runs.marks == {}
