"""Queues that are quick when deep, lose nothing between threads and know where messages began."""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.utils import camelcase_to_underscores, unix_time_millis
from moto.sqs.models import Message, Queue, SQSBackend, sqs_backends

from receipts.local import account

#: Visibility timeouts run out without anybody being told, so a long poll looks this often.
_LOOK_EVERY_SECONDS = 0.25
#: A message's system attribute: the ARN of the queue it was sent to at first.
ORIGIN = "OriginQueueArn"
_sequence_numbers = itertools.count(10**19)


def message_count(queue_name: str) -> int:
    """Messages on a queue in any state; asking over HTTP would count them all, one by one."""
    queue = sqs_backends[account.ACCOUNT_ID][account.REGION].get_queue(queue_name)
    return len(queue._messages)


@contextmanager
def completed() -> Iterator[threading.Event]:
    """While open, moto.sqs has these properties and methods; setting the event ends long polls."""
    closing = threading.Event()
    receive = _long_polling(SQSBackend.receive_message, closing)
    with (
        patch.multiple(
            Queue,
            BASE_ATTRIBUTES=[*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"],
            attributes=property(_Attributes),
            messages=property(_receivable),
            add_message=_remembering(Queue.add_message),
            delete_message=_locked(Queue.delete_message),
        ),
        patch.object(SQSBackend, "receive_message", receive),
    ):
        yield closing


class _Attributes(Mapping[str, Any]):
    """Stands in for Queue.attributes, which is asked several times for each message.

    That one counts all messages three times over whatever is asked for; this one computes what is
    looked up, so sending and receiving no longer slow down with the queue's depth.
    """

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def __getitem__(self, name: str) -> Any:
        if name not in self._names():
            raise KeyError(name)
        value = getattr(self._queue, camelcase_to_underscores(name), None)
        if isinstance(value, bool):
            return str(value).lower()
        return json.dumps(value) if isinstance(value, dict) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> list[str]:
        fifo = Queue.FIFO_ATTRIBUTES if self._queue.fifo_queue else []
        kms = Queue.KMS_ATTRIBUTES if getattr(self._queue, "kms_master_key_id", None) else []
        return [*Queue.BASE_ATTRIBUTES, *fifo, *kms]


def _receivable(queue: Queue) -> list[Message]:
    # Queue.messages asks for the time twice for each message.
    now = unix_time_millis()
    return [
        message
        for message in queue._messages
        if now > message.visible_at and now >= message.delayed_until
    ]


def _remembering(add: Callable[[Queue, Message], None]) -> Callable[[Queue, Message], None]:
    def add_message(queue: Queue, message: Message) -> None:
        # A redrive needs the source queue; moto passes the same object on to the DLQ.
        message.system_attributes.setdefault(ORIGIN, queue.queue_arn)
        # With content-based deduplication moto forgets the number every FIFO message has.
        if queue.fifo_queue and message.sequence_number is None:
            message.sequence_number = str(next(_sequence_numbers))
        add(queue, message)

    return add_message


def _locked(delete: Callable[[Queue, str], None]) -> Callable[[Queue, str], None]:
    def delete_message(queue: Queue, receipt_handle: str) -> None:
        # Queue.delete_message replaces the list: a message sent meanwhile would be lost.
        with queue._messages_lock:
            delete(queue, receipt_handle)

    return delete_message


def _long_polling(
    receive: Callable[..., list[Message]], closing: threading.Event
) -> Callable[..., list[Message]]:
    def receive_message(
        sqs: SQSBackend,
        queue_name: str,
        count: int,
        wait_seconds_timeout: int,
        *options: Any,
    ) -> list[Message]:
        """Two receivers never get one message, and a FIFO group in flight is no busy loop."""
        lock = sqs.get_queue(queue_name)._messages_lock
        deadline = time.monotonic() + wait_seconds_timeout
        with lock:
            while True:
                found = receive(sqs, queue_name, count, 0, *options)
                left = deadline - time.monotonic()
                if found or left <= 0 or closing.is_set():
                    return found
                lock.wait(min(left, _LOOK_EVERY_SECONDS))

    return receive_message
