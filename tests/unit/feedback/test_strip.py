"""What is kept of an event we do not know: everything but its people."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.feedback.strip import stripped
from tests.unit.feedback.events import EXAMPLES, example

TEXTS = st.text(max_size=8) | st.sampled_from(["a@b.example", "Ann <a@b.example>", "@", "plain"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(TEXTS, parts, max_size=3),
    max_leaves=12,
)
EVENTS = st.fixed_dictionaries(
    {"eventType": TEXTS, "mail": st.dictionaries(TEXTS, VALUES)}, optional={"click": VALUES}
)


def kept(event: dict[str, Any]) -> dict[str, Any]:
    return json.loads(stripped(json.dumps(event)))


@given(EVENTS)
def test_no_address_survives_anywhere(event):
    assert b"@" not in stripped(json.dumps(event))
    assert b"\\u0040" not in stripped(json.dumps(event))


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES.glob("*.json")])
def test_no_address_of_an_example_survives(name):
    assert b"@" not in stripped(json.dumps(example(name)))


def test_what_happened_stays_and_who_it_was_goes():
    event = example("click")

    assert kept(event) == {
        "eventType": "Click",
        "mail": {
            "timestamp": "2026-10-02T08:00:00.000Z",
            "messageId": "0100-click-000000",
            "sourceArn": "(address)",
            "sendingAccountId": "123456789012",
            "headersTruncated": False,
            "tags": event["mail"]["tags"],
        },
        "click": {"timestamp": "2026-10-02T09:00:00.000Z", "linkTags": {"place": ["footer"]}},
    }


def test_only_the_mails_own_source_goes():
    assert kept(example("subscription"))["subscription"] == example("subscription")["subscription"]


def test_an_escaped_address_is_one():
    body = '{"eventType": "Open", "mail": {}, "open": {"by": ["ann\\u0040example.com"]}}'

    assert json.loads(stripped(body))["open"] == {"by": ["(address)"]}


def test_the_same_event_in_another_spelling_is_the_same_bytes():
    event = example("open")
    backwards = dict(reversed(event.items()))

    assert stripped(json.dumps(event, indent=3)) == stripped(json.dumps(backwards))
