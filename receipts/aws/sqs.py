"""The receipt queue and its dead letters."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from receipts import messages
from receipts.aws.answers import translated
from receipts.errors import RetryableError
from receipts.model import ReceiptMessage

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

#: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
_BATCH = 10


class SqsReceiptQueue:
    """Sends pointers in batches of ten."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._sqs = client
        self._url = url

    def send(self, pointers: Iterable[ReceiptMessage]) -> None:
        """Send all. A batch can fail in part with HTTP 200: then RetryableError."""
        bodies = [messages.to_body(pointer) for pointer in pointers]
        for start in range(0, len(bodies), _BATCH):
            self._send_batch(bodies[start : start + _BATCH])

    def _send_batch(self, bodies: list[str]) -> None:
        with translated("queue receipts"):
            answer = self._sqs.send_message_batch(
                QueueUrl=self._url,
                Entries=[{"Id": str(i), "MessageBody": body} for i, body in enumerate(bodies)],
            )
        if answer.get("Failed"):
            raise RetryableError(f"{len(answer['Failed'])} receipts were not queued")


class SqsDeadLetters:
    """Puts a message where a person looks, with the reason beside it."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._sqs = client
        self._url = url

    def put(self, body: str, *, cause: str) -> None:
        """Keep the message as it is; `cause` becomes a message attribute."""
        with translated("keep a dead letter"):
            self._sqs.send_message(
                QueueUrl=self._url,
                MessageBody=body,
                MessageAttributes={"cause": {"DataType": "String", "StringValue": cause}},
            )
