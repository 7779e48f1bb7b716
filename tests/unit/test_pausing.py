"""The switch thrown while others throw it too."""

from dataclasses import dataclass, field

import pytest

from receipts.pause import Pause, Switch
from receipts.pausing import pause, resume
from receipts.reasons import Reason
from tests.builders import NOW
from tests.fakes_of_control import FakeSwitch

QUOTA = Pause(reason=Reason.QUOTA, since=NOW)
BRAKE = Pause(reason=Reason.BRAKE, since=NOW)
PERSON = Pause(reason=Reason.PERSON, since=NOW, by="arn:kim")


@dataclass
class RacedSwitch(FakeSwitch):
    """After each of our reads somebody else writes."""

    others: list[Pause | None] = field(default_factory=list)

    def read(self) -> Switch:
        seen = super().read()
        if self.others:
            self.stands = Switch(self.others.pop(0), seen.version + 1)
        return seen


def test_sending_stops_and_the_log_says_why(caplog):
    switch = FakeSwitch()

    assert pause(QUOTA, switch) is True
    assert switch.read() == Switch(QUOTA, 1)
    assert [(line.message, line.reason) for line in caplog.records] == [
        ("sending_paused", Reason.QUOTA)
    ]


@pytest.mark.parametrize(
    ("meanwhile", "reason", "thrown", "stands"),
    [
        pytest.param(None, QUOTA, True, QUOTA, id="resumed meanwhile"),
        pytest.param(QUOTA, BRAKE, True, BRAKE, id="a weaker reason meanwhile"),
        pytest.param(PERSON, QUOTA, False, PERSON, id="a stronger reason meanwhile"),
        pytest.param(PERSON, BRAKE, False, PERSON, id="a reason as strong meanwhile"),
    ],
)
def test_who_loses_the_race_decides_again_on_what_won(meanwhile, reason, thrown, stands):
    switch = RacedSwitch(others=[meanwhile])

    assert pause(reason, switch) is thrown
    assert switch.stands.pause == stands


def test_a_pause_as_strong_is_not_written_again():
    switch = FakeSwitch(Switch(QUOTA, 3))

    assert pause(Pause(reason=Reason.SILENCE, since=NOW), switch) is False
    assert switch.read() == Switch(QUOTA, 3)


def test_sending_goes_on_and_the_log_says_what_ended(caplog):
    switch = FakeSwitch(Switch(QUOTA, 3))

    assert resume(switch.read(), switch) is True
    assert switch.read() == Switch(None, 4)
    assert [(line.message, line.reason) for line in caplog.records] == [
        ("sending_resumed", Reason.QUOTA)
    ]


def test_a_pause_that_nobody_has_seen_is_never_ended(caplog):
    switch = FakeSwitch(Switch(QUOTA, 3))
    seen = switch.read()
    pause(BRAKE, switch)
    caplog.clear()

    assert resume(seen, switch) is False
    assert switch.read().pause == BRAKE
    assert caplog.records == []
