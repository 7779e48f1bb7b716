"""Event source mappings at work: batches go from queues to functions, as Lambda's pollers do it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from receipts.local import account
from receipts.local.batches import event_of, failed_ids
from receipts.local.caller import Caller
from receipts.local.function import Function, InvocationError
from receipts.local.moto_lambda import batch_size, is_enabled
from receipts.local.moto_sqs import message_count

log = logging.getLogger(__name__)

_LONG_POLL_SECONDS = 1
_PAUSED_SECONDS = 0.2
#: One ReceiveMessage gives at most ten.
_MOST_AT_ONCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSourceMapping:
    """A deployed event source mapping of a queue."""

    uuid: str
    function_name: str
    queue_arn: str
    queue_url: str
    #: Seconds a batch may wait to become full.
    window: int
    reports_failures: bool

    @classmethod
    def read(cls, found: dict[str, Any], *, sqs: Any) -> Self:
        """From an item of ListEventSourceMappings."""
        queue_arn = found["EventSourceArn"]
        return cls(
            uuid=found["UUID"],
            function_name=found["FunctionArn"].rpartition(":")[2],
            queue_arn=queue_arn,
            queue_url=sqs.get_queue_url(QueueName=queue_arn.rpartition(":")[2])["QueueUrl"],
            window=int(found.get("MaximumBatchingWindowInSeconds") or 0),
            reports_failures="ReportBatchItemFailures" in found.get("FunctionResponseTypes", []),
        )


class Poller(Caller):
    """One thread that feeds one execution environment from one queue.

    Unlike AWS, with `retry_after` failed messages come back after that many seconds, not the
    queue's own timeout.
    """

    def __init__(
        self,
        mapping: EventSourceMapping,
        function: Function,
        *,
        clients: Mapping[str, Any],
        retry_after: int | None,
    ) -> None:
        super().__init__(function, name=f"poll {mapping.function_name}")
        self.queue_name = mapping.queue_arn.rpartition(":")[2]
        self._mapping = mapping
        #: What ended the thread before its time.
        self.error: Exception | None = None
        self._is_gone = False
        self._sqs = clients["sqs"]
        self._retry_after = retry_after

    def waiting(self) -> int:
        """Messages on the queue, in any state; none while the mapping is disabled, or gone."""
        if self.error:
            raise RuntimeError(f"polling for {self._mapping.function_name} ended") from self.error
        if self._is_gone or not is_enabled(self._mapping.uuid):
            return 0
        return message_count(self.queue_name)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._poll()
        except self._sqs.exceptions.QueueDoesNotExist:
            self._is_gone = True  # with its stack
        except Exception as error:
            log.exception("polling for %s ended", self._mapping.function_name)
            self.error = error

    def _poll(self) -> None:
        if not is_enabled(self._mapping.uuid):
            self._stopping.wait(_PAUSED_SECONDS)
        elif batch := self._receive():
            failed = self._invoke(batch)
            self._delete([message for message in batch if message["MessageId"] not in failed])
            self._hasten([message for message in batch if message["MessageId"] in failed])

    def _receive(self) -> list[dict[str, Any]]:
        size = batch_size(self._mapping.uuid)
        batch = self._receive_some(wait=_LONG_POLL_SECONDS, most=size)
        if batch and len(batch) < size:
            self._stopping.wait(self._mapping.window)
        while batch and (room := size - len(batch)):
            more = self._receive_some(wait=0, most=room)
            if not more:
                break
            batch += more
        return batch

    def _receive_some(self, *, wait: int, most: int) -> list[dict[str, Any]]:
        answer = self._sqs.receive_message(
            QueueUrl=self._mapping.queue_url,
            MaxNumberOfMessages=min(most, _MOST_AT_ONCE),
            WaitTimeSeconds=wait,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages

    def _invoke(self, batch: list[dict[str, Any]]) -> frozenset[str]:
        ids = [message["MessageId"] for message in batch]
        event = event_of(batch, queue_arn=self._mapping.queue_arn, region=account.REGION)
        try:
            response = self._function.invoke(event)
        except InvocationError as error:
            if not self._stopping.is_set():
                log.warning("%s failed: %s", self._mapping.function_name, error)
            return frozenset(ids)
        return failed_ids(response, ids) if self._mapping.reports_failures else frozenset()

    def _delete(self, done: list[dict[str, Any]]) -> None:
        for start in range(0, len(done), _MOST_AT_ONCE):
            self._sqs.delete_message_batch(
                QueueUrl=self._mapping.queue_url,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                    for number, message in enumerate(done[start : start + _MOST_AT_ONCE])
                ],
            )

    def _hasten(self, failed: list[dict[str, Any]]) -> None:
        if self._retry_after is None or self._stopping.is_set():
            return
        for message in failed:
            self._sqs.change_message_visibility(
                QueueUrl=self._mapping.queue_url,
                ReceiptHandle=message["ReceiptHandle"],
                VisibilityTimeout=self._retry_after,
            )
