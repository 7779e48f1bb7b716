from typing import Any

import pytest

from receipts.local.batches import event_of, failed_ids

MESSAGE = {
    "MessageId": "m1",
    "ReceiptHandle": "h1",
    "MD5OfBody": "d41d8cd98f00b204e9800998ecf8427e",
    "Body": "",
    "Attributes": {"ApproximateReceiveCount": "1"},
    "MessageAttributes": {"cause": {"StringValue": "refused", "DataType": "String"}},
}


def test_a_batch_becomes_the_documented_event():
    event = event_of([MESSAGE], queue_arn="arn:aws:sqs:us-east-1:1:q", region="us-east-1")

    assert event == {
        "Records": [
            {
                "messageId": "m1",
                "receiptHandle": "h1",
                "body": "",
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {
                    "cause": {
                        "stringValue": "refused",
                        "stringListValues": [],
                        "binaryListValues": [],
                        "dataType": "String",
                    }
                },
                "md5OfBody": "d41d8cd98f00b204e9800998ecf8427e",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:1:q",
                "awsRegion": "us-east-1",
            }
        ]
    }


@pytest.mark.parametrize(
    "response",
    [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}],
)
def test_a_response_without_failures_is_success(response: Any):
    assert failed_ids(response, ["a", "b"]) == frozenset()


def test_only_the_named_messages_have_failed():
    response = {"batchItemFailures": [{"itemIdentifier": "b"}]}

    assert failed_ids(response, ["a", "b"]) == {"b"}


@pytest.mark.parametrize(
    "response",
    [
        {"batchItemFailures": [{"itemIdentifier": "stranger"}]},
        {"batchItemFailures": [{"itemIdentifier": ""}]},
        {"batchItemFailures": [{"itemIdentifier": None}]},
        {"batchItemFailures": [{"messageId": "a"}]},
        {"batchItemFailures": "a"},
        {"batchItemFailures": [["a"]]},
        "a",
        ["a"],
    ],
)
def test_a_response_that_makes_no_sense_fails_the_whole_batch(response: Any):
    assert failed_ids(response, ["a", "b"]) == {"a", "b"}
