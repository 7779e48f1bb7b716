"""Rules with a schedule, which moto.events stores but leaves to us to serve."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.events.models import Rule, events_backends

from receipts.local import account


def rule_is_enabled(name: str) -> bool:
    """Whether a rule of the default bus is there and switched on."""
    rules = events_backends[account.ACCOUNT_ID][account.REGION].event_buses["default"].rules
    return name in rules and rules[name].state == "ENABLED"


@contextmanager
def completed() -> Iterator[None]:
    """While open, only rules with a pattern see events.

    moto.events.models.EventPattern.matches_event lets everything through where a rule has no
    pattern, and Rule.send_to_targets raises for a function: each PutObject would fail as soon as
    a template has a schedule.
    """
    send_anything = Rule.send_to_targets

    def send_to_targets(self: Rule, *event: Any, **options: Any) -> None:
        if self.event_pattern.get_pattern():
            send_anything(self, *event, **options)

    with patch.object(Rule, "send_to_targets", send_to_targets):
        yield
