"""What SES tells of mails to its mailbox simulator, and what else the template's types become."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from receipts.local.world import World

TEMPLATE = Path(__file__).parent / "scheduled.yaml"
MIME = b"From: Shop <a@mail.shop.example>\r\nTo: Ann <%s>\r\nSubject: Hi\r\n\r\nBonjour\r\n"
STAMP = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.fixture(scope="module")
def world(world_directory: Path, open_world: Callable[..., World]) -> Iterator[World]:
    with open_world(world_directory, template=TEMPLATE) as opened:
        yield opened


@pytest.fixture
def told(world: World) -> Callable[[str], list[dict[str, Any]]]:
    """Sends a mail to an address and gives the events about it."""
    sqs, queue = world.client("sqs"), world.outputs["EventQueueUrl"]

    def send(recipient: str) -> list[dict[str, Any]]:
        world.client("sesv2").send_email(
            ConfigurationSetName=world.outputs["ConfigurationSet"],
            FromEmailAddress="Shop <a@mail.shop.example>",
            Destination={"ToAddresses": [recipient]},
            Content={"Raw": {"Data": MIME % recipient.encode()}},
            EmailTags=[{"Name": "receipt_id", "Value": "4f2a"}],
        )
        events = []
        while found := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
                events.append(json.loads(message["Body"]))
        return events

    return send


@pytest.mark.parametrize(
    ("recipient", "kinds"),
    [
        ("ann@example.com", {"Send", "Delivery"}),
        ("bounce@example.com", {"Send", "Delivery"}),
        ("success@simulator.amazonses.com", {"Send", "Delivery"}),
        ("ooto@simulator.amazonses.com", {"Send", "Delivery"}),
        ("bounce@simulator.amazonses.com", {"Send", "Bounce"}),
        ("bounce+label@simulator.amazonses.com", {"Send", "Bounce"}),
        ("Bounce@Simulator.AmazonSES.com", {"Send", "Bounce"}),
        ("suppressionlist@simulator.amazonses.com", {"Send", "Bounce"}),
        ("complaint@simulator.amazonses.com", {"Send", "Delivery", "Complaint"}),
        ("complaint+x@simulator.amazonses.com", {"Send", "Delivery", "Complaint"}),
    ],
)
def test_each_mailbox_has_its_fate(told, recipient, kinds):
    events = told(recipient)

    assert {event["eventType"] for event in events} == kinds
    assert len(events) == len(kinds)


@pytest.mark.parametrize(
    ("mailbox", "subtype", "words"),
    [
        ("bounce", "General", "smtp; 550 5.1.1 user unknown"),
        ("suppressionlist", "Suppressed", "Amazon SES has suppressed sending to this address"),
    ],
)
def test_a_bounce_has_the_documented_fields(told, mailbox, subtype, words):
    address = f"{mailbox}@simulator.amazonses.com"

    (bounce,) = [event["bounce"] for event in told(address) if event["eventType"] == "Bounce"]

    (recipient,) = bounce["bouncedRecipients"]
    assert (bounce["bounceType"], bounce["bounceSubType"]) == ("Permanent", subtype)
    assert (recipient["emailAddress"], recipient["action"]) == (address, "failed")
    assert (recipient["status"], recipient["diagnosticCode"][: len(words)]) == ("5.1.1", words)
    assert bounce["feedbackId"]
    assert bounce["reportingMTA"].endswith("amazonses.com")
    assert re.fullmatch(STAMP, bounce["timestamp"])


def test_a_complaint_has_the_documented_fields(told):
    events = {each["eventType"]: each for each in told("complaint@simulator.amazonses.com")}

    complaint = events["Complaint"]["complaint"]
    assert complaint["complainedRecipients"] == [
        {"emailAddress": "complaint@simulator.amazonses.com"}
    ]
    assert complaint["complaintFeedbackType"] == "abuse"
    assert {"feedbackId", "userAgent", "timestamp", "arrivalDate"} <= set(complaint)


def test_every_event_describes_its_mail(told):
    (send, delivery) = sorted(told("ann@example.com"), key=lambda event: -len(event["eventType"]))

    mail = send["mail"]
    assert mail == delivery["mail"]
    assert mail["source"] == "Shop <a@mail.shop.example>"
    assert mail["sourceArn"] == "arn:aws:ses:us-east-1:123456789012:identity/shop.example"
    assert mail["sendingAccountId"] == "123456789012"
    assert mail["destination"] == ["ann@example.com"]
    assert mail["headersTruncated"] is False
    assert {"name": "Subject", "value": "Hi"} in mail["headers"]
    assert mail["commonHeaders"] == {
        "from": ["Shop <a@mail.shop.example>"],
        "to": ["Ann <ann@example.com>"],
        "subject": "Hi",
        "messageId": mail["messageId"],
    }
    assert mail["tags"] == {
        "ses:operation": ["SendEmail"],
        "ses:configuration-set": ["shop-mails"],
        "ses:source-ip": ["127.0.0.1"],
        "ses:from-domain": ["mail.shop.example"],
        "ses:caller-identity": ["root"],
        "receipt_id": ["4f2a"],
    }
    assert re.fullmatch(STAMP, mail["timestamp"])


def test_a_sparse_index_of_the_template_counts_what_has_its_attribute(world):
    dynamodb, table = world.client("dynamodb"), world.outputs["Table"]
    for key, doubt in (("a", "yes"), ("b", "yes"), ("c", None)):
        extra = {"doubt": {"S": doubt}} if doubt else {}
        at = {"changed_at": {"S": f"2026-10-0{ord(key) - 96}"}}
        dynamodb.put_item(TableName=table, Item={"pk": {"S": key}, **at, **extra})
    query = {
        "TableName": table,
        "IndexName": "doubts",
        "KeyConditionExpression": "doubt = :yes AND changed_at < :before",
        "ExpressionAttributeValues": {":yes": {"S": "yes"}, ":before": {"S": "2026-10-03"}},
    }

    counted = dynamodb.query(**query, Select="COUNT")
    found = dynamodb.query(**query)["Items"]

    assert counted["Count"] == 2
    assert "Items" not in counted
    assert [set(item) for item in found] == [{"pk", "doubt", "changed_at"}] * 2


def test_an_item_leaves_the_index_with_the_attribute(world):
    dynamodb, table = world.client("dynamodb"), world.outputs["Table"]
    key, at = {"pk": {"S": "z"}}, {"changed_at": {"S": "2026-10-04"}}

    def counted() -> int:
        return dynamodb.query(
            TableName=table,
            IndexName="doubts",
            KeyConditionExpression="doubt = :once",
            ExpressionAttributeValues={":once": {"S": "once"}},
            Select="COUNT",
        )["Count"]

    dynamodb.put_item(TableName=table, Item={**key, **at, "doubt": {"S": "once"}})
    before = counted()
    dynamodb.put_item(TableName=table, Item={**key, **at})

    assert (before, counted()) == (1, 0)


def test_no_type_of_the_template_is_ignored(world):
    resources = world.client("cloudformation").describe_stack_resources(StackName="receipts")

    ignored = [
        each["ResourceType"]
        for each in resources["StackResources"]
        if "PhysicalResourceId" not in each
    ]
    assert ignored == []


def test_an_alarm_is_there_to_be_looked_at(world):
    (alarm,) = world.client("cloudwatch").describe_alarms(AlarmNames=["late"])["MetricAlarms"]

    assert (alarm["Namespace"], alarm["Threshold"]) == ("AWS/SQS", 3600)
    assert alarm["TreatMissingData"] == "notBreaching"


def test_a_file_may_be_dropped_where_a_stack_has_schedules(world):
    kept = world.client("s3").put_object(Bucket=world.outputs["Bucket"], Key="x", Body=b"x")

    assert kept["ETag"]
