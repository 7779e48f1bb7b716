"""AWS's own examples, read."""

import json
from datetime import UTC, datetime

import pytest

from receipts.errors import MalformedMessageError
from receipts.feedback.ses_events import FeedbackEvent, Kind, from_body
from receipts.ledger import MailTags
from tests.builders import CUSTOMER, RECEIPT_A, RUN
from tests.unit.feedback.events import BILL, EXAMPLES, TAGS, body, example


def only(text: str) -> FeedbackEvent:
    (event,) = from_body(text)
    return event


def test_a_whole_bounce_as_aws_documents_it():
    text = (EXAMPLES / "bounce.json").read_text(encoding="utf-8")

    event = only(text)

    assert event == FeedbackEvent(
        kind=Kind.BOUNCE,
        reason="Permanent",
        detail="General",
        tags=None,
        message_id="EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
        sent_at=datetime(2017, 8, 5, 0, 40, 2, 12000, tzinfo=UTC),
        recipient="recipient@example.com",
    )


@pytest.mark.parametrize(
    ("name", "kind", "reason", "detail"),
    [
        ("send", Kind.SEND, None, None),
        ("delivery", Kind.DELIVERY, None, None),
        ("bounce", Kind.BOUNCE, "Permanent", "General"),
        ("complaint", Kind.COMPLAINT, "abuse", None),
        ("reject", Kind.REJECT, "Bad content", None),
        ("delivery_delay", Kind.DELIVERY_DELAY, "TransientCommunicationFailure", None),
        ("rendering_failure", Kind.RENDERING_FAILURE, "rendering_failure", None),
        ("open", Kind.UNKNOWN, "Open", None),
        ("click", Kind.UNKNOWN, "Click", None),
        ("subscription", Kind.UNKNOWN, "Subscription", None),
    ],
)
def test_each_example_is_read(name, kind, reason, detail):
    event = only(json.dumps(example(name)))

    assert (event.kind, event.reason, event.detail) == (kind, reason, detail)
    assert event.recipient == example(name)["mail"]["destination"][0]


def test_no_example_is_forgotten():
    read = test_each_example_is_read.pytestmark[0].args[1]

    assert {path.stem for path in EXAMPLES.glob("*.json")} == {case[0] for case in read}


@pytest.mark.parametrize("reason", ["Permanent", "Transient", "Undetermined"])
def test_a_bounce_tells_its_type_and_subtype(reason):
    event = only(body("bounce", bounceType=reason, bounceSubType="MailboxFull"))

    assert (event.reason, event.detail) == (reason, "MailboxFull")


def test_our_tags_come_back():
    event = only(body("delivery"))

    assert event.tags == MailTags(
        billing_period="2024-09",
        customer_key=CUSTOMER,
        receipt_id=RECEIPT_A,
        bill_id=BILL,
        run_id=RUN,
        revision=1,
        attempt=1,
    )


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("billing_period", "2024-13"),
        ("customer_key", "CUST001"),
        ("receipt_id", RECEIPT_A.upper()),
        ("bill_id", ""),
        ("revision", "0"),
        ("attempt", "first"),
    ],
)
def test_tags_that_are_not_of_our_making_are_not_ours(tag, value):
    assert only(body("delivery", TAGS | {tag: value})).tags is None


def test_each_recipient_is_an_event():
    both = [{"emailAddress": "a@example.com"}, {"emailAddress": "b@example.com"}]

    events = from_body(body("bounce", bouncedRecipients=both))

    assert [event.recipient for event in events] == ["a@example.com", "b@example.com"]


@pytest.mark.parametrize("destination", [["recipient@example.com"], []])
def test_an_event_that_lists_no_recipient_still_counts(destination):
    record = json.loads(body("complaint", complainedRecipients=[]))
    record["mail"]["destination"] = destination

    event = only(json.dumps(record))

    assert event.recipient == "".join(destination)


@pytest.mark.parametrize(
    ("name", "optional"),
    [
        # A bounce without a delivery status notification, a complaint without a feedback report:
        # https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
        ("bounce", ("reportingMTA", "action", "status", "diagnosticCode")),
        ("complaint", ("userAgent", "complaintFeedbackType", "arrivalDate")),
    ],
)
def test_what_a_provider_may_leave_out_is_not_needed(name, optional):
    record = example(name)
    for part in (record[name], *record[name].get("bouncedRecipients", [])):
        for field in optional:
            part.pop(field, None)

    event = only(json.dumps(record))

    assert event.kind is Kind(name.title())
    assert event.reason == {"bounce": "Permanent", "complaint": None}[name]
    assert event.recipient == "recipient@example.com"


def test_an_event_without_a_destination_still_counts():
    record = example("open")
    del record["mail"]["destination"]

    assert only(json.dumps(record)).recipient == ""


def test_the_older_name_of_the_type_is_understood():
    record = example("bounce")
    record["notificationType"] = record.pop("eventType")

    assert only(json.dumps(record)).kind is Kind.BOUNCE


def test_no_address_gets_into_words_or_text():
    event = only(body("bounce", bounceType="alice@example.com", bounceSubType="<a@example.com>"))

    assert (event.reason, event.detail) == (None, None)
    assert "@" not in repr(event)


@pytest.mark.parametrize(
    "text",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        "[]",
        "null",
        "{}",
        '{"eventType": "Bounce"}',
        '{"eventType": "Send", "mail": []}',
        body("send").replace("2016-10-14T05:02:16.645Z", "alice@example.com"),
        body("bounce", bouncedRecipients=[{}]),
    ],
    ids=["note", "list", "null", "empty", "no mail", "odd mail", "odd time", "odd recipient"],
)
def test_anything_else_is_malformed_and_is_not_quoted(text):
    with pytest.raises(MalformedMessageError) as caught:
        from_body(text)

    assert str(caught.value) == "the body is not an SES event"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
