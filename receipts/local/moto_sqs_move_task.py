"""One redrive: a thread that moves messages out of a dead-letter queue."""

import base64
import json
import threading
import time
import uuid
from typing import Any

from moto.sqs.models import Message, Queue, SQSBackend

from receipts.local.moto_sqs import ORIGIN

#: SQS moves no faster than this, whatever it is asked for.
MOST_PER_SECOND = 500


class MoveTask:
    """Moves what can be received from a dead-letter queue, in a thread of its own."""

    def __init__(
        self, sqs: SQSBackend, source: Queue, destination: Queue | None, *, per_second: int | None
    ) -> None:
        self.source_arn = source.queue_arn
        self.status = "RUNNING"
        self.moved = 0
        described = {"taskId": str(uuid.uuid4()), "sourceArn": source.queue_arn}
        self.handle = base64.b64encode(json.dumps(described).encode()).decode()
        self._sqs = sqs
        self._source = source
        self._destination = destination
        self._per_second = per_second
        self._to_move = len(source.messages)
        self._started = int(time.time() * 1000)
        self._failure: str | None = None
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"redrive {source.name}")
        self._thread.start()

    def cancel(self) -> None:
        """Stop and wait; what is moved stays moved."""
        self._cancelled.set()
        self._thread.join()

    def described(self) -> dict[str, Any]:
        """An item of ListMessageMoveTasks."""
        facts = {
            "TaskHandle": self.handle if self.status == "RUNNING" else None,
            "Status": self.status,
            "SourceArn": self.source_arn,
            "DestinationArn": self._destination.queue_arn if self._destination else None,
            "MaxNumberOfMessagesPerSecond": self._per_second,
            "ApproximateNumberOfMessagesMoved": self.moved,
            "ApproximateNumberOfMessagesToMove": self._to_move,
            "FailureReason": self._failure,
            "StartedTimestamp": self._started,
        }
        return {name: fact for name, fact in facts.items() if fact is not None}

    def _run(self) -> None:
        while message := next(iter(self._source.messages), None):
            if self._cancelled.wait(1 / (self._per_second or MOST_PER_SECOND)):
                self.status = "CANCELLED"
                return
            destination = self._destination or self._origin_of(message)
            if destination is None:
                # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-dlq-redrive.html
                self._failure = "CouldNotDetermineMessageSource"
                self.status = "FAILED"
                return
            self._move(message, destination)
        self.status = "COMPLETED"

    def _origin_of(self, message: Message) -> Queue | None:
        """The queue it came from; none when it was sent to the dead-letter queue directly."""
        arn = message.system_attributes[ORIGIN]
        name = arn.rpartition(":")[2]
        return None if arn == self.source_arn else self._sqs.queues.get(name)

    def _move(self, message: Message, destination: Queue) -> None:
        with self._source._messages_lock:
            if message not in self._source._messages or not message.visible:
                return  # received or deleted meanwhile
            self._source._messages.remove(message)
            self._source.pending_messages.discard(message)
        # A redriven message is a new message: new id, no receives.
        self._sqs.send_message(
            destination.name,
            message.body,
            message_attributes=message.message_attributes,
            deduplication_id=message.deduplication_id if destination.fifo_queue else None,
            group_id=message.group_id,
        )
        self.moved += 1
