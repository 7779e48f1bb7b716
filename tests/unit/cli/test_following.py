"""A run is followed until nothing of it waits."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from rich.console import Console

from receipts.cli import following, show, supporting
from receipts.cli.following import Pace, follow, in_words
from receipts.cli.main import EX_USAGE, main
from receipts.cli.telling import telling
from receipts.config import Release
from receipts.errors import PermanentError, RetryableError
from receipts.pause import Pause, Switch
from receipts.reasons import Reason
from receipts.support.history import RunHistory
from tests.builders import ALICE, BOB, NOW, charges_csv, stack
from tests.fakes import FakeWorld
from tests.working import drop, work

MONTH = "2024-09"


@dataclass
class FakeAlarms:
    names: list[str] = field(default_factory=list)

    def ringing(self) -> list[str]:
        return self.names


class Forbidden:
    def ringing(self) -> list[str]:
        raise PermanentError("look at the alarms: AccessDenied")


def desk(world: FakeWorld, alarms: object = None) -> supporting.Desk:
    return supporting.Desk(stack(), world.support, alarms)


def dropped_month() -> FakeWorld:
    world = FakeWorld()
    drop(world, charges_csv(ALICE, BOB))
    return world


def look(world: FakeWorld) -> Callable[[], following.Followed]:
    return lambda: show.look(MONTH, None, ports=world.support)


def words(world: FakeWorld, alarms: object = None, per_second: float = 0) -> str:
    fates = look(world)().fates
    return ", ".join(in_words(fates, per_second, world.clock.now(), desk(world, alarms)))


def test_a_month_is_followed_until_its_last_receipt_is_out():
    world, looks = dropped_month(), []

    def looked() -> following.Followed:
        looks.append(world.clock.now())
        if len(looks) == 3:
            work(world)
        return look(world)()

    console = Console(file=io.StringIO(), width=500)
    with telling(console) as tell:
        found = follow(looked, desk(world), tell)

    assert len(looks) == 3
    assert looks[0] < looks[1] < looks[2]
    assert "Following" in console.file.getvalue()
    assert following.is_over(found)


def test_without_a_terminal_it_speaks_in_plain_lines(monkeypatch):
    world = dropped_month()
    work(world)
    monkeypatch.setattr("receipts.cli.telling._SPEAK_EVERY_SECONDS", -1)
    console = Console(file=io.StringIO(), width=500)

    with telling(console) as tell:
        follow(look(world), desk(world), tell)

    assert console.file.getvalue() == "Following …\n  2 of 2 receipts are out\n"


def test_it_says_how_far_it_is_how_fast_and_until_when():
    world = dropped_month()

    told = words(world, per_second=0.5)

    last = world.clock.now() + timedelta(seconds=4)
    assert told == (
        "0 of 2 receipts are out, 2 waiting, 0.5 a second,"
        f" the last one about {last:%Y-%m-%d %H:%M} UTC"
    )


def test_a_pause_takes_the_place_of_the_rate():
    world = dropped_month()
    world.switch.stands = Switch(Pause(reason=Reason.QUOTA, since=NOW))

    told = words(world, per_second=0.5)

    assert told.endswith(f"sending is paused ({Reason.QUOTA})")


def test_alarms_are_named():
    assert words(dropped_month(), FakeAlarms(["PausedAlarm"])).endswith("ALARM: PausedAlarm")


def test_who_may_not_see_the_alarms_follows_all_the_same():
    assert words(dropped_month(), Forbidden()).endswith("alarms: look at the alarms: AccessDenied")


def test_what_cannot_be_looked_at_now_is_looked_at_again():
    world, answers = dropped_month(), []

    def looked() -> following.Followed:
        answers.append(1)
        if len(answers) == 2:
            raise RetryableError("read: SlowDown")
        if len(answers) == 3:
            work(world)
        return look(world)()

    with telling(Console(file=io.StringIO())) as tell:
        follow(looked, desk(world), tell)

    assert len(answers) == 3


def test_what_waits_for_a_person_is_not_waited_for():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE), release=Release(require_approval=True, per_second=1))

    found = show.look(run.run_id, None, ports=world.support)

    assert isinstance(found, RunHistory)
    assert following.awaits_approval(found)
    assert following.is_over(found)


@pytest.mark.parametrize(
    ("seen", "rate"),
    [([(0, 5)], 0), ([(0, 5), (10, 25)], 2), ([(0, 5), (10, 5)], 0), ([(0, 5), (10, 4)], 0)],
)
def test_the_rate_is_that_of_the_last_looks(seen, rate):
    pace = Pace()

    for seconds, out in seen:
        pace.saw(out, NOW + timedelta(seconds=seconds))

    assert pace.per_second == rate


@pytest.mark.parametrize("command", [[], ["C1", "--period", MONTH]])
def test_only_a_month_or_a_run_is_followed(command, capsys):
    assert main(["show", *command, "--follow"]) == EX_USAGE
    assert "a month or a run" in capsys.readouterr().out
