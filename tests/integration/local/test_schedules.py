"""Functions that rules invoke at a fixed rate."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from receipts.local.schedules import schedules_of
from receipts.local.world import World

TEMPLATE = Path(__file__).parent / "scheduled.yaml"
EVERY_SECONDS = 0.3
PATIENCE_SECONDS = 20
FIRST, SECOND, IN_VAIN = "every-minute", "every-two-hours", "every-minute-in-vain"


@pytest.fixture(scope="module")
def world(world_directory: Path, open_world: Callable[..., World]) -> Iterator[World]:
    options = {"template": TEMPLATE, "schedule_every": EVERY_SECONDS, "daily_quota": 7}
    with open_world(world_directory, **options) as opened:
        yield opened


@pytest.fixture
def rules(world: World) -> Iterator[Any]:
    """The rules, which are as the template has them afterwards."""
    events = world.client("events")
    yield events
    events.enable_rule(Name=FIRST)
    events.disable_rule(Name=SECOND)


def told(world: World) -> list[dict[str, Any]]:
    s3, bucket = world.client("s3"), world.outputs["Bucket"]
    kept = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return [json.load(s3.get_object(Bucket=bucket, Key=each["Key"])["Body"]) for each in kept]


def until(reached: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := reached()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return answer


def test_a_function_is_invoked_again_and_again_with_the_documented_event(world):
    events = until(lambda: len(found := told(world)) > 1 and found)

    event = events[0]
    assert len({each["id"] for each in events}) == len(events)
    assert datetime.fromisoformat(event["time"]) <= datetime.now(UTC)
    assert {name: event[name] for name in event if name not in ("id", "time")} == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "region": "us-east-1",
        "resources": ["arn:aws:events:us-east-1:123456789012:rule/every-minute"],
        "detail": {},
    }


def test_the_log_has_the_name_of_the_function_in_the_template(world, world_directory):
    until(lambda: told(world))

    assert (world_directory / "logs/ClockFunction.log").exists()


def test_nothing_waits_for_the_next_time(world):
    world.drain(timeout=1)


def test_a_rule_invokes_only_while_it_is_enabled(world, rules):
    rules.disable_rule(Name=FIRST)
    time.sleep(2 * EVERY_SECONDS + 1)  # an invocation that has begun still ends
    before = len(told(world))
    time.sleep(3 * EVERY_SECONDS)
    while_disabled = len(told(world))
    rules.enable_rule(Name=FIRST)

    assert while_disabled == before
    assert until(lambda: len(told(world)) > before)


def test_a_rule_may_say_what_its_function_is_told(world, rules):
    rules.enable_rule(Name=SECOND)

    assert until(lambda: {"told": "by the rule"} in told(world))


def test_a_failed_invocation_is_logged_and_not_the_last(world, world_directory):
    log = world_directory / "logs/ClockFunction.log"

    until(lambda: log.exists() and log.read_text().count("ValueError: told to") > 1)


def test_a_world_may_be_given_a_quota(world):
    assert world.client("sesv2").get_account()["SendQuota"]["Max24HourSend"] == 7


def test_without_a_replacement_the_rates_of_the_template_count(world):
    found = schedules_of(world.client("events"), every=None)

    rates = {each.rule_name: each.seconds for each in found}
    assert rates == {FIRST: 60, IN_VAIN: 60, SECOND: timedelta(hours=2).total_seconds()}


def test_what_is_not_a_rate_is_refused(world, rules):
    rules.put_rule(Name="noon", ScheduleExpression="cron(0 12 * * ? *)")

    with pytest.raises(ValueError, match="knows rates only"):
        list(schedules_of(rules, every=None))

    rules.delete_rule(Name="noon")
