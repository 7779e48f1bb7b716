"""Every minute: what is over ends, the intake follows the switch, what waits is counted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from receipts.errors import RetryableError
from receipts.ledger import State
from receipts.model import Standing
from receipts.pause import Pause, Switch
from receipts.reasons import Reason
from receipts.watch.service import watch
from tests.builders import NOW, entry
from tests.fakes import FakeClock, FakeWorld
from tests.fakes_of_control import ACCOUNT, FakeDesk, FakeIntake, FakeSwitch

LATER = NOW + timedelta(hours=1)
FULL = replace(ACCOUNT, sent=ACCOUNT.quota)


def world_paused(reason: Reason | None, **parts: object) -> FakeWorld:
    pause = Pause(reason=reason, since=NOW) if reason else None
    parts = {"switch": FakeSwitch(Switch(pause, 1)), "clock": FakeClock(LATER)} | parts
    return FakeWorld(**parts)


def look(world: FakeWorld) -> Standing:
    return watch(ports=world.watch, in_doubt_hours=24)


@pytest.mark.parametrize("was_open", [True, False])
@pytest.mark.parametrize(
    ("reason", "account", "is_open"),
    [
        pytest.param(None, ACCOUNT, True, id="not paused"),
        pytest.param(Reason.QUOTA, ACCOUNT, True, id="cause gone"),
        pytest.param(Reason.QUOTA, FULL, False, id="cause stands"),
        pytest.param(Reason.BRAKE, ACCOUNT, False, id="bad list"),
        pytest.param(Reason.PERSON, ACCOUNT, False, id="somebody said so"),
    ],
)
def test_the_intake_follows_the_switch(was_open, reason, account, is_open):
    world = world_paused(reason, desk=FakeDesk(account), intake=FakeIntake(was_open))

    look(world)

    assert world.intake.is_open is is_open
    assert (world.switch.read().pause is None) is is_open


def test_a_pause_of_less_than_fifteen_minutes_stands():
    world = world_paused(Reason.SILENCE, clock=FakeClock(NOW + timedelta(minutes=14)))

    assert look(world).paused


@pytest.mark.parametrize(
    ("reason", "account", "paused", "braked"),
    [
        (None, ACCOUNT, False, False),
        (Reason.QUOTA, ACCOUNT, False, False),
        (Reason.QUOTA, FULL, True, False),
        (Reason.PERSON, ACCOUNT, True, False),
        (Reason.BRAKE, ACCOUNT, True, True),
    ],
)
def test_the_gauges_show_how_sending_stands_after_the_look(reason, account, paused, braked):
    world = world_paused(reason, desk=FakeDesk(account))

    standing = look(world)

    assert standing == Standing(paused=paused, braked=braked, overdue_doubts=0)
    assert world.gauges.shown == [standing]


@pytest.mark.parametrize(("hours", "overdue"), [(23, 0), (24, 0), (24.001, 1)])
def test_only_doubts_older_than_the_stack_allows_are_overdue(hours, overdue):
    world = FakeWorld(clock=FakeClock(NOW + timedelta(hours=hours)))
    world.ledger.swap(entry(State.IN_DOUBT), seen=None)
    world.ledger.swap(replace(entry(State.SENT), customer_key="e" * 32), seen=None)

    assert look(world).overdue_doubts == overdue


class RacedDesk(FakeDesk):
    """While SES is asked, a person stops everything."""

    def __init__(self, switch: FakeSwitch) -> None:
        super().__init__()
        self._switch = switch

    def ask(self):
        stands = self._switch.read()
        by_hand = Pause(reason=Reason.PERSON, since=LATER, by="arn:kim")
        self._switch.swap(Switch(by_hand, stands.version + 1), seen=stands)
        return super().ask()


def test_what_a_person_says_while_it_looks_stands():
    world = world_paused(Reason.QUOTA)
    world.desk = RacedDesk(world.switch)

    standing = look(world)

    assert standing.paused
    assert world.switch.read().pause.reason is Reason.PERSON
    assert not world.intake.is_open


class DownDesk(FakeDesk):
    def ask(self):
        raise RetryableError("throttled")


def test_while_ses_cannot_be_asked_sending_stays_stopped_and_everybody_sees_it(caplog):
    world = world_paused(Reason.QUOTA, desk=DownDesk())

    standing = look(world)

    assert world.switch.read().pause.reason is Reason.QUOTA
    assert not world.intake.is_open
    assert (standing.paused, world.gauges.shown) == (True, [standing])
    assert "ses_not_asked" in caplog.messages


@pytest.mark.parametrize("reason", [None, Reason.BRAKE, Reason.PERSON])
def test_ses_is_not_asked_where_its_answer_changes_nothing(reason):
    world = world_paused(reason, desk=DownDesk())

    assert look(world).paused is (reason is not None)
