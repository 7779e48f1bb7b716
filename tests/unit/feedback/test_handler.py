from lambdas import feedback
from receipts import bootstrap
from receipts.errors import RetryableError
from tests.builders import feedback_settings
from tests.fakes import FakeLedger, FakeWorld
from tests.unit.feedback.events import body


class DownLedger(FakeLedger):
    def find(self, billing_period, customer_key):
        raise RetryableError("throttled")


def test_only_what_could_not_be_written_comes_back(monkeypatch):
    world = FakeWorld(ledger=DownLedger())
    monkeypatch.setattr(bootstrap, "feedback", lambda: (world.feedback, feedback_settings()))
    records = [
        {"messageId": "m-1", "body": body("delivery")},
        {"messageId": "m-2", "body": "not an event"},
    ]

    answer = feedback.handler({"Records": records}, None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
