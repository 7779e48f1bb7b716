"""Which reason stops sending, and when the schedule may end it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from receipts.pause import PIPELINE, Pause, Switch, is_over, paused, resumed
from receipts.reasons import Reason
from tests.builders import NOW
from tests.fakes_of_control import ACCOUNT

AUTOMATIC = [Reason.QUOTA, Reason.ACCOUNT, Reason.IDENTITY, Reason.REFUSED, Reason.SILENCE]
FOR_A_PERSON = [Reason.BRAKE, Reason.PERSON]
HOUR = timedelta(hours=1)


def because(reason: Reason) -> Pause:
    return Pause(reason=reason, since=NOW)


def test_every_reason_either_ends_by_itself_or_waits_for_a_person():
    assert {*AUTOMATIC, *FOR_A_PERSON} == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_any_reason_stops_what_is_running(reason):
    new = paused(Switch(None, 4), because(reason))

    assert new == Switch(because(reason), 5)


@pytest.mark.parametrize("stands", AUTOMATIC)
@pytest.mark.parametrize("reason", FOR_A_PERSON)
def test_what_waits_for_a_person_replaces_what_ends_by_itself(stands, reason):
    assert paused(Switch(because(stands), 1), because(reason)) == Switch(because(reason), 2)


@pytest.mark.parametrize(
    ("stands", "reason"),
    [
        (Reason.QUOTA, Reason.QUOTA),
        (Reason.QUOTA, Reason.ACCOUNT),
        (Reason.SILENCE, Reason.QUOTA),
        (Reason.BRAKE, Reason.QUOTA),
        (Reason.PERSON, Reason.SILENCE),
        (Reason.PERSON, Reason.BRAKE),
        (Reason.BRAKE, Reason.PERSON),
    ],
)
def test_the_first_of_equally_strong_reasons_stands(stands, reason):
    assert paused(Switch(because(stands), 1), because(reason)) is None


def test_a_resumed_switch_says_nothing_but_that_it_was_written():
    assert resumed(Switch(because(Reason.PERSON), 1)) == Switch(None, 2)


def test_the_pipeline_is_named_where_no_person_is():
    assert because(Reason.QUOTA).by == PIPELINE


@pytest.mark.parametrize(
    ("reason", "changes", "over"),
    [
        pytest.param(Reason.QUOTA, {"quota": 100, "sent": 91}, False, id="9 % free"),
        pytest.param(Reason.QUOTA, {"quota": 100, "sent": 90}, True, id="10 % free"),
        pytest.param(Reason.QUOTA, {"quota": 100, "sent": 130}, False, id="quota was lowered"),
        pytest.param(Reason.QUOTA, {"quota": None, "sent": 130}, True, id="unlimited"),
        pytest.param(Reason.QUOTA, {"is_sending": False}, True, id="quota only"),
        pytest.param(Reason.ACCOUNT, {"is_sending": False}, False, id="still suspended"),
        pytest.param(Reason.ACCOUNT, {}, True, id="sends again"),
        pytest.param(Reason.IDENTITY, {"is_verified": False}, False, id="still unverified"),
        pytest.param(Reason.IDENTITY, {}, True, id="verified again"),
        pytest.param(Reason.REFUSED, {}, True, id="cannot be asked, is tried"),
        pytest.param(Reason.SILENCE, {}, True, id="silence is tried"),
    ],
)
def test_a_pause_is_over_when_its_own_cause_is_gone(reason, changes, over):
    account = replace(ACCOUNT, **changes)

    assert is_over(because(reason), account, now=NOW + HOUR) is over


@pytest.mark.parametrize("reason", AUTOMATIC)
@pytest.mark.parametrize(("seconds", "over"), [(15 * 60 - 1, False), (15 * 60, True)])
def test_it_lasts_fifteen_minutes_at_least(reason, seconds, over):
    assert is_over(because(reason), ACCOUNT, now=NOW + timedelta(seconds=seconds)) is over


@pytest.mark.parametrize("reason", FOR_A_PERSON)
def test_nothing_but_a_person_ends_what_waits_for_one(reason):
    assert because(reason).waits_for_a_person
    assert not is_over(because(reason), ACCOUNT, now=NOW + timedelta(days=365))
