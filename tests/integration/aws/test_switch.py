"""The pause switch in DynamoDB."""

from datetime import timedelta

import pytest

from receipts.aws.switch import DynamoPauseSwitch
from receipts.pause import Pause, Switch, paused, resumed
from receipts.reasons import Reason
from tests.builders import NOW, RUN
from tests.integration.aws.tables import create_ledger

QUOTA = Pause(reason=Reason.QUOTA, since=NOW + timedelta(microseconds=1))
BRAKE = Pause(reason=Reason.BRAKE, since=NOW, run_id=RUN)
PERSON = Pause(reason=Reason.PERSON, since=NOW, by="arn:aws:iam::1:user/kim")


@pytest.fixture
def switch(aws):
    client = aws("dynamodb")
    create_ledger(client)
    return DynamoPauseSwitch(client, "ledger")


def test_a_switch_that_nobody_touched_lets_mails_go_out(switch):
    assert switch.read() == Switch(None, 0)


@pytest.mark.parametrize("pause", [QUOTA, BRAKE, PERSON], ids=["quota", "brake", "person"])
def test_a_pause_survives_the_table_with_every_field(switch, pause):
    won = switch.swap(Switch(pause, 1), seen=Switch())

    assert won is None
    assert switch.read() == Switch(pause, 1)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_read_again(switch, reason):
    switch.swap(Switch(Pause(reason=reason, since=NOW), 1), seen=Switch())

    assert switch.read().pause.reason is reason


def test_what_was_resumed_leaves_nothing_of_the_pause_but_its_version(switch):
    stopped = paused(Switch(), BRAKE)
    switch.swap(stopped, seen=Switch())

    switch.swap(resumed(stopped), seen=stopped)

    assert switch.read() == Switch(None, 2)


def test_only_one_of_two_first_writers_wins_and_the_other_is_told(switch):
    first, second = Switch(QUOTA, 1), Switch(PERSON, 1)

    assert switch.swap(first, seen=Switch()) is None
    assert switch.swap(second, seen=Switch()) == first
    assert switch.read() == first


def test_a_pause_thrown_again_meanwhile_is_not_resumed_by_who_saw_the_first(switch):
    seen = Switch(QUOTA, 1)
    switch.swap(seen, seen=Switch())
    switch.swap(resumed(seen), seen=seen)
    again = Switch(QUOTA, 3)
    switch.swap(again, seen=Switch(None, 2))

    found = switch.swap(resumed(seen), seen=seen)

    assert found == again
    assert switch.read() == again
