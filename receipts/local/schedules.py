"""Rules with a schedule at work: functions are invoked at a fixed rate, as EventBridge does it."""

import json
import logging
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from receipts.local import account
from receipts.local.caller import Caller
from receipts.local.function import Function, InvocationError
from receipts.local.moto_events import rule_is_enabled

log = logging.getLogger(__name__)

#: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
_RATE = re.compile(r"rate\(([0-9]+) (minute|hour|day)s?\)")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A rule of the stack that invokes a function at a fixed rate."""

    rule_name: str
    rule_arn: str
    function_name: str
    seconds: float
    #: What the function gets instead of the event.
    input: str | None

    def event(self, now: datetime) -> dict[str, Any]:
        """What the function is invoked with.

        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
        """
        if self.input is not None:
            told: dict[str, Any] = json.loads(self.input)
            return told
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": account.ACCOUNT_ID,
            "time": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            "region": account.REGION,
            "resources": [self.rule_arn],
            "detail": {},
        }


def schedules_of(events: Any, *, every: float | None) -> Iterator[Schedule]:
    """Each function that a rule with a rate invokes; `every` replaces all rates."""
    for rule in events.list_rules()["Rules"]:
        if "ScheduleExpression" not in rule:
            continue
        seconds = _seconds(rule["ScheduleExpression"]) if every is None else every
        for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]:
            if ":function:" in target["Arn"]:
                yield Schedule(
                    rule_name=rule["Name"],
                    rule_arn=rule["Arn"],
                    function_name=target["Arn"].rpartition(":")[2],
                    seconds=seconds,
                    input=target.get("Input"),
                )


def _seconds(expression: str) -> float:
    rate = _RATE.fullmatch(expression)
    if rate is None:
        raise ValueError(f"the embedded AWS knows rates only, not {expression}")
    return int(rate[1]) * _SECONDS[rate[2]]


class Ticker(Caller):
    """One thread that invokes one function on schedule, for the first time after one interval.

    Unlike AWS, a failed invocation is not tried again: the next one comes soon enough.
    """

    def __init__(self, schedule: Schedule, function: Function) -> None:
        super().__init__(function, name=f"tick {schedule.rule_name}")
        self._schedule = schedule

    def _run(self) -> None:
        while not self._stopping.wait(self._schedule.seconds):
            if rule_is_enabled(self._schedule.rule_name):
                self._invoke()

    def _invoke(self) -> None:
        try:
            self._function.invoke(self._schedule.event(datetime.now(UTC)))
        except InvocationError as error:
            if not self._stopping.is_set():
                log.warning("%s failed: %s", self._schedule.function_name, error)
