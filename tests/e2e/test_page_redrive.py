"""docs/runbooks/redrive.md from its top to its end, with something in each dead-letter queue."""

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.builders import charges_csv
from tests.e2e.conftest import Local, client, until
from tests.e2e.letters import cause, forget, put, sent_receipt
from tests.e2e.typist import type_in
from tests.pages import DOCS, typed

pytestmark = pytest.mark.e2e

LINES = list(dict.fromkeys(typed(DOCS / "runbooks" / "redrive.md")))
_MONTHS = itertools.count(1)
Names = dict[str, str]


def unsent(local: Local, code: str | None = None) -> str:
    """A letter of a receipt that nobody got."""
    number = next(_MONTHS)
    letter = sent_receipt(local, f"{2000 + number // 12}-{number % 12 + 1:02}", f"c{number}")
    forget(local, letter)
    put(local, letter, *(cause(code) if code else ()))
    return letter


def with_no_cause(local: Local) -> Names:
    unsent(local)
    return {}


def refused(local: Local) -> Names:
    unsent(local, "refused_by_ses")
    return {}


def altered(local: Local) -> Names:
    unsent(local, "altered_snapshot")
    return {}


def being_moved(local: Local) -> Names:
    """More than a task of one a second is done with at once."""
    letter = unsent(local)
    for _ in range(20):
        put(local, letter)
    source = local.outputs["ReceiptDeadLetterQueueArn"]
    told = {"SourceArn": source, "DestinationArn": local.outputs["ReceiptQueueArn"]}
    sqs = client(local, "sqs")
    handle = sqs.start_message_move_task(**told, MaxNumberOfMessagesPerSecond=1)["TaskHandle"]
    return {"TASK-HANDLE": handle}


def received(local: Local, queue: str) -> Names:
    url = local.outputs[queue]
    (message,) = client(local, "sqs").receive_message(QueueUrl=url)["Messages"]
    return {"RECEIPT-HANDLE": message["ReceiptHandle"]}


def malformed(local: Local) -> Names:
    put(local, "not ours", *cause("malformed_message"))
    return received(local, _LETTERS)


def undelivered(local: Local) -> Names:
    url = local.outputs[_UNDELIVERED]
    client(local, "sqs").send_message(QueueUrl=url, MessageBody="{}")
    return received(local, _UNDELIVERED)


def file_failed(local: Local) -> Names:
    """A file that the parser was given three times."""
    number = next(_MONTHS)
    name, key = f"f{number}", f"{2010 + number // 12}-{number % 12 + 1:02}/x.csv"
    local.drop(charges_csv(f"{name},{name},{name}@example.com,Hosting,3"), key)
    until(lambda: local.mails_to(f"{name}@example.com") == 1)
    bucket = local.outputs["LandingBucket"]
    head = client(local, "s3").head_object(Bucket=bucket, Key=key)
    stored = {"key": key, "size": head["ContentLength"], "version-id": head["VersionId"]}
    event = {"time": "2022-04-01T00:00:00Z", "detail": {"bucket": {"name": bucket}}}
    event["detail"]["object"] = stored
    given_up(local, "Charges", json.dumps(event), MessageGroupId="charges")
    return {}


def feedback_failed(local: Local) -> Names:
    given_up(local, "Feedback", json.dumps({"Type": "Notification", "Message": "{}"}))
    return {}


def given_up(local: Local, queue: str, body: str, **more: str) -> None:
    """Received until SQS itself puts it aside, while its function is switched off."""
    aws, sqs = client(local, "lambda"), client(local, "sqs")
    function = local.outputs[{"Charges": "ParserFunction", "Feedback": "FeedbackFunction"}[queue]]
    (mapping,) = aws.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    url, dead = (local.outputs[f"{queue}{kind}QueueUrl"] for kind in ("", "DeadLetter"))
    aws.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    time.sleep(1.5)  # A poller that is waiting for a message goes on for a second.
    if more:
        more["MessageDeduplicationId"] = str(next(_MONTHS))
    sqs.send_message(QueueUrl=url, MessageBody=body, **more)

    def is_put_aside() -> bool:
        sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)
        return waiting(local, dead) > 0

    until(is_put_aside)
    aws.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def waiting(local: Local, url: str) -> int:
    wanted = "ApproximateNumberOfMessages"
    answer = client(local, "sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[wanted])
    return int(answer["Attributes"][wanted])


@dataclass(frozen=True)
class Step:
    """What waits when a person types a line, and how it ends."""

    before: Callable[[Local], Names]
    code: int = 0
    says: str = ""
    #: Of the outputs, the queue that is empty in the end.
    empty: str | None = None


_LETTERS, _FILES = "ReceiptDeadLetterQueueUrl", "ChargesDeadLetterQueueUrl"
_FEEDBACK, _UNDELIVERED = "FeedbackDeadLetterQueueUrl", "UndeliveredEventsQueueUrl"
#: By the beginning of a line.
STEPS = {
    "receipts dlq list": Step(with_no_cause, 1, "would be sent"),
    "receipts dlq redrive --dry-run": Step(with_no_cause, 1, "Nothing was touched."),
    "receipts dlq redrive": Step(with_no_cause, empty=_LETTERS),
    "receipts dlq redrive --cause refused_by_ses": Step(refused, empty=_LETTERS),
    "receipts dlq redrive --cause none": Step(with_no_cause, empty=_LETTERS),
    "receipts dlq redrive --cause altered_snapshot": Step(altered, empty=_LETTERS),
    "aws cloudformation describe-stacks": Step(refused, says="ReceiptDeadLetterQueueArn"),
    "aws sqs receive-message --queue-url RECEIPT-DLQ-URL": Step(refused, says="refused_by_ses"),
    "aws sqs start-message-move-task --source-arn RECEIPT-DLQ-ARN": Step(refused, empty=_LETTERS),
    "aws sqs list-message-move-tasks --source-arn RECEIPT-DLQ-ARN": Step(refused, says="Results"),
    "aws sqs cancel-message-move-task": Step(being_moved, says="NumberOfMessagesMoved"),
    "aws sqs delete-message --queue-url RECEIPT-DLQ-URL": Step(malformed, empty=_LETTERS),
    "receipts dlq redrive --charges --dry-run": Step(file_failed, 1, "Nothing was touched."),
    "receipts dlq redrive --charges": Step(file_failed, empty=_FILES),
    "aws sqs start-message-move-task --source-arn CHARGES": Step(file_failed, empty=_FILES),
    "aws sqs list-message-move-tasks --source-arn CHARGES": Step(file_failed, says="Results"),
    "aws sqs start-message-move-task --source-arn FEEDBACK": Step(feedback_failed, empty=_FEEDBACK),
    "aws sqs receive-message --queue-url UNDELIVERED": Step(undelivered),
    "aws sqs delete-message --queue-url UNDELIVERED": Step(undelivered, empty=_UNDELIVERED),
    "receipts deploy": Step(lambda _: {}, says="ParserFunction"),
    "aws sqs get-queue-attributes": Step(refused, says="ApproximateNumberOfMessagesNotVisible"),
}


def names(local: Local) -> Names:
    outputs = local.outputs
    return {
        "RECEIPT-DLQ-URL": outputs[_LETTERS],
        "RECEIPT-DLQ-ARN": outputs["ReceiptDeadLetterQueueArn"],
        "RECEIPT-QUEUE-ARN": outputs["ReceiptQueueArn"],
        "RECEIPT-QUEUE-URL": outputs["ReceiptQueueUrl"],
        "CHARGES-DLQ-ARN": outputs["ChargesDeadLetterQueueArn"],
        "FEEDBACK-DLQ-ARN": outputs["FeedbackDeadLetterQueueArn"],
        "UNDELIVERED-EVENTS-URL": outputs["UndeliveredEventsQueueUrl"],
    }


@pytest.fixture(autouse=True)
def emptied(local: Local) -> None:
    """Each line finds only what is put there for it."""
    sqs = client(local, "sqs")
    for kind in (
        "ReceiptDeadLetter",
        "ChargesDeadLetter",
        "FeedbackDeadLetter",
        "UndeliveredEvents",
    ):
        url = local.outputs[f"{kind}QueueUrl"]
        while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for each in found:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_runbook_does_what_it_says(local, line, tmp_path):
    step = STEPS[max((begin for begin in STEPS if line.startswith(begin)), key=len)]
    known = step.before(local)

    said = type_in(local, line, {**names(local), **known}, folder=tmp_path)

    assert said.code == step.code, said.text
    assert step.says in said.text
    if step.empty:
        until(lambda: waiting(local, local.outputs[step.empty]) == 0)
