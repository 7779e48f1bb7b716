"""The queues and their dead letters."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from receipts import messages
from receipts.aws.answers import answered, translated
from receipts.errors import PermanentError, ReceiptsError, RetryableError
from receipts.model import DeadLetter, ReceiptMessage
from receipts.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

#: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
_BATCH = 10
#: Calls at a time: where SQS takes 15 ms for each, this many send as fast as Python makes them, and
#: a quarter of them half as fast (benchmarks/README.md).
_AT_ONCE = 32
#: Seconds before each further try of what SQS did not take of a batch.
_WAITS = (0.2, 1.0, 5.0)
_QUEUE_RECEIPTS = "queue receipts"
_SENDER_FAULT, _OWN_FAULT = 400, 500
#: How long a letter that somebody looks at is hidden, should that command be killed.
_HOLD_SECONDS = 300


class SqsReceiptQueue:
    """Sends pointers in batches of ten, several batches at a time."""

    def __init__(
        self, client: "SQSClient", url: str, *, clock: Clock, at_once: int = _AT_ONCE
    ) -> None:
        self._sqs = client
        self._url = url
        self._clock = clock
        self._at_once = at_once

    def send(self, pointers: Iterable[ReceiptMessage]) -> None:
        """Send all, in no order. Only a few batches are in memory, however many there are.

        What SQS did not take of a batch is sent again a few times, except what it called our
        mistake: then PermanentError, once everything else is sent.
        """
        bodies = map(messages.to_body, pointers)
        under_way: deque[Future[list[ReceiptsError]]] = deque()
        failed: list[ReceiptsError] = []
        with ThreadPoolExecutor(self._at_once) as pool:
            while batch := list(islice(bodies, _BATCH)):
                under_way.append(pool.submit(self._send_batch, batch))
                if len(under_way) == 2 * self._at_once:
                    failed += under_way.popleft().result()
            failed += (error for batch_sent in under_way for error in batch_sent.result())
        _raise_of(failed)

    def waiting(self) -> int:
        """About how many receipts are on it, those being sent included."""
        return _count(self._sqs, self._url)

    def _send_batch(self, bodies: list[str]) -> list[ReceiptsError]:
        """Why some were not sent, one error each; order means nothing on a standard queue."""
        failed = self._try(bodies)
        refused: list[ReceiptsError] = []
        for seconds in _WAITS:
            refused += (why for _, why in failed if isinstance(why, PermanentError))
            again = [body for body, why in failed if isinstance(why, RetryableError)]
            if not again:
                return refused
            self._clock.sleep(seconds)
            failed = self._try(again)
        return refused + [why for _, why in failed]

    def _try(self, bodies: list[str]) -> list[tuple[str, ReceiptsError]]:
        """The bodies that SQS did not take, and why: that is HTTP 200 as well."""
        with translated(_QUEUE_RECEIPTS):
            answer = self._sqs.send_message_batch(
                QueueUrl=self._url,
                Entries=[{"Id": str(i), "MessageBody": body} for i, body in enumerate(bodies)],
            )
        return [(bodies[int(entry["Id"])], _why(entry)) for entry in answer.get("Failed", [])]


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


class SqsDeadLetterQueue:
    """Reads by receiving, since SQS has no other way to look.

    Each look counts as a receive. That is harmless here: a dead-letter queue has no redrive policy
    of its own, so nothing is ever moved out of it for having been received too often.
    """

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._sqs = client
        self._url = url

    def count(self) -> int:
        """About how many there are, hidden ones included."""
        return _count(self._sqs, self._url)

    def take(self) -> list[DeadLetter]:
        """Up to ten, hidden from others for some minutes."""
        with translated("look at dead letters"):
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=_BATCH,
                VisibilityTimeout=_HOLD_SECONDS,
                # Without waiting SQS asks some of its machines only and may show none at all.
                WaitTimeSeconds=1,
                MessageAttributeNames=["cause"],
                MessageSystemAttributeNames=[
                    "SentTimestamp",
                    "ApproximateReceiveCount",
                    "MessageGroupId",
                ],
            )
        return [_letter(message) for message in answer.get("Messages", [])]

    def hand_back(self, letters: Sequence[DeadLetter]) -> None:
        """Show them again; those that cannot be come back when their time is over."""
        for batch in _batches(letters):
            entries: list[Any] = [{**entry, "VisibilityTimeout": 0} for entry in _entries(batch)]
            with suppress(ReceiptsError), translated("hand dead letters back"):
                self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)

    def delete(self, letters: Sequence[DeadLetter]) -> set[str]:
        """Delete for good; the ids of those that may still be there."""
        return {id_ for batch in _batches(letters) for id_ in self._delete_batch(batch)}

    def _delete_batch(self, batch: Sequence[DeadLetter]) -> set[str]:
        try:
            with translated("delete dead letters"):
                answer = self._sqs.delete_message_batch(QueueUrl=self._url, Entries=_entries(batch))
        except RetryableError:
            return {letter.id for letter in batch}
        return {batch[int(failed["Id"])].id for failed in answer.get("Failed", [])}


class SqsChargesQueue:
    """Sends files to the parser once more."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._sqs = client
        self._url = url

    def send(self, letter: DeadLetter) -> None:
        """Put the event there again, in its group."""
        if letter.group is None:
            raise PermanentError("the letter has no group: the charges queue is FIFO")
        with translated("queue a file"):
            self._sqs.send_message(
                QueueUrl=self._url,
                MessageBody=letter.body,
                MessageGroupId=letter.group,
                # Not the content's: within five minutes of the first send SQS would swallow it.
                # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
                MessageDeduplicationId=f"redrive-{letter.id}",
            )


def _why(entry: Any) -> ReceiptsError:
    """As if the whole call had been answered so: throttling is called the sender's fault, too.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_BatchResultErrorEntry.html
    """
    status = _SENDER_FAULT if entry.get("SenderFault") else _OWN_FAULT
    return answered(_QUEUE_RECEIPTS, entry["Code"], status)


def _raise_of(failed: Sequence[ReceiptsError]) -> None:
    refused = [error for error in failed if isinstance(error, PermanentError)]
    if refused:
        raise PermanentError(f"{len(refused)} receipts were not queued: {refused[0]}")
    if failed:
        raise RetryableError(f"{len(failed)} receipts were not queued: {failed[0]}")


def _count(client: "SQSClient", url: str) -> int:
    with translated("count messages"):
        found = client.get_queue_attributes(
            QueueUrl=url,
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
            ],
        )["Attributes"]
    return sum(int(count) for count in found.values())


def _batches(letters: Sequence[DeadLetter]) -> Iterator[Sequence[DeadLetter]]:
    return (letters[start : start + _BATCH] for start in range(0, len(letters), _BATCH))


def _entries(batch: Sequence[DeadLetter]) -> list[Any]:
    return [{"Id": str(i), "ReceiptHandle": letter.handle} for i, letter in enumerate(batch)]


def _letter(message: Any) -> DeadLetter:
    about = message["Attributes"]
    cause = message.get("MessageAttributes", {}).get("cause", {})
    return DeadLetter(
        id=message["MessageId"],
        handle=message["ReceiptHandle"],
        body=message["Body"],
        cause=cause.get("StringValue"),
        sent_at=datetime.fromtimestamp(int(about["SentTimestamp"]) / 1000, UTC),
        received=int(about["ApproximateReceiveCount"]),
        group=about.get("MessageGroupId"),
    )
