import json

import pytest

from receipts import messages
from receipts.errors import MalformedMessageError
from tests.builders import message

GOOD = json.loads(messages.to_body(message()))


def test_a_message_survives_the_queue():
    assert messages.from_body(messages.to_body(message(revision=2))) == message(revision=2)


def test_a_message_holds_a_pointer_and_nothing_else():
    assert sorted(GOOD) == [
        "billing_period",
        "customer_key",
        "receipt_id",
        "revision",
        "run_id",
        "version",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "[]",
        "{}",
        json.dumps(GOOD | {"version": 2}),
        json.dumps(GOOD | {"receipt_id": "../../etc/passwd"}),
        json.dumps(GOOD | {"receipt_id": "A" * 32}),
        json.dumps(GOOD | {"receipt_id": None}),
        json.dumps(GOOD | {"customer_key": "c" * 31}),
        json.dumps(GOOD | {"run_id": "run"}),
        json.dumps(GOOD | {"billing_period": "2024-13"}),
        json.dumps(GOOD | {"billing_period": "2024-09\n"}),
        json.dumps(GOOD | {"revision": 0}),
        json.dumps(GOOD | {"revision": True}),
        json.dumps(GOOD | {"email": "a@example.com"}),
        json.dumps({k: v for k, v in GOOD.items() if k != "customer_key"}),
    ],
)
def test_a_forged_or_foreign_message_is_refused(body):
    with pytest.raises(MalformedMessageError):
        messages.from_body(body)
