"""What we do not know is kept without addresses, not dropped."""

import hashlib
import json

import pytest

from receipts.errors import PermanentError, RetryableError
from tests.fakes import FakeAudit, FakeWorld
from tests.unit.feedback.events import body, example
from tests.working import hear

INVENTED = json.dumps({**example("open"), "eventType": "Teleported"})


@pytest.mark.parametrize(
    "text",
    [body("open"), body("click"), body("subscription"), INVENTED],
    ids=["open", "click", "subscription", "of the future"],
)
def test_an_unknown_kind_is_kept_under_its_day_and_content(text):
    world = FakeWorld()

    failed = hear(world, text)

    ((key, content),) = world.audit.objects.items()
    day = json.loads(text)["mail"]["timestamp"][:10]
    assert failed == []
    assert key == f"events/{day}/{hashlib.sha256(content).hexdigest()}.json"
    assert json.loads(content)["eventType"] == json.loads(text)["eventType"]
    assert b"@" not in content
    assert world.ledger.rows == {}


def test_the_same_event_again_is_the_same_object():
    world = FakeWorld()

    failed = hear(world, body("open"), body("open"), body("click"))

    assert failed == []
    assert len(world.audit.objects) == 2


def test_known_kinds_and_what_is_no_event_are_not_kept():
    world = FakeWorld()

    hear(world, body("delivery"), "not an event", '{"notificationType": "Hello"}')

    assert world.audit.objects == {}


class FailingAudit(FakeAudit):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def put_new(self, key: str, body: bytes) -> bool:
        raise self.error


@pytest.mark.parametrize("error", [RetryableError("throttled"), PermanentError("AccessDenied")])
def test_what_could_not_be_kept_comes_back_and_its_neighbours_do_not(error):
    world = FakeWorld(audit=FailingAudit(error))

    failed = hear(world, body("open"), body("delivery"))

    assert failed == ["0"]
    assert len(world.ledger.rows) == 1
