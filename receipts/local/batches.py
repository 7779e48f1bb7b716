"""Between SQS and Lambda: the event a batch becomes, and what a response says about it. Pure."""

from collections.abc import Iterable
from typing import Any


def event_of(messages: list[dict[str, Any]], *, queue_arn: str, region: str) -> dict[str, Any]:
    """The event of a batch, see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html."""
    return {"Records": [_record(message, queue_arn, region) for message in messages]}


def _record(message: dict[str, Any], queue_arn: str, region: str) -> dict[str, Any]:
    attributes = message.get("MessageAttributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {name: _attribute(value) for name, value in attributes.items()},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": region,
    }


def _attribute(value: dict[str, Any]) -> dict[str, Any]:
    lists: dict[str, Any] = {"stringListValues": [], "binaryListValues": []}
    return lists | {name[0].lower() + name[1:]: part for name, part in value.items()}


def failed_ids(response: Any, message_ids: Iterable[str]) -> frozenset[str]:
    """The messages a response with ReportBatchItemFailures leaves on the queue.

    All of them when it names a message that was not in the batch or is no such response:
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    batch = frozenset(message_ids)
    try:
        failures = (response or {}).get("batchItemFailures") or []
        failed = frozenset(failure["itemIdentifier"] for failure in failures)
    except (AttributeError, KeyError, TypeError):
        return batch
    unknown = failed - batch
    return batch if unknown else failed
