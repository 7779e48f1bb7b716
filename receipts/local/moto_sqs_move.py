"""Redrive: Start-, List- and CancelMessageMoveTask, which moto.sqs.responses lacks.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.responses import ActionResult
from moto.sqs.exceptions import SQSException
from moto.sqs.models import Queue, SQSBackend
from moto.sqs.responses import SQSResponse

from receipts.local.moto_sqs_move_task import MOST_PER_SECOND, MoveTask


class MoveTasks:
    """All tasks of a world, newest last."""

    def __init__(self) -> None:
        self._tasks: list[MoveTask] = []

    def start(self, response: SQSResponse) -> ActionResult:
        """StartMessageMoveTask."""
        sqs = response.sqs_backend
        source = _queue(sqs, response._get_param("SourceArn"), parameter="SourceArn")
        destination_arn = response._get_param("DestinationArn")
        destination = (
            _queue(sqs, destination_arn, parameter="DestinationArn") if destination_arn else None
        )
        self._require_startable(sqs, source)
        per_second = _rate(response._get_param("MaxNumberOfMessagesPerSecond"))
        task = MoveTask(sqs, source, destination, per_second=per_second)
        self._tasks.append(task)
        return ActionResult({"TaskHandle": task.handle})

    def list(self, response: SQSResponse) -> ActionResult:
        """ListMessageMoveTasks."""
        source = _queue(
            response.sqs_backend, response._get_param("SourceArn"), parameter="SourceArn"
        )
        found = [task for task in reversed(self._tasks) if task.source_arn == source.queue_arn]
        most = response._get_param("MaxResults", 1)
        return ActionResult({"Results": [task.described() for task in found[:most]]})

    def cancel(self, response: SQSResponse) -> ActionResult:
        """CancelMessageMoveTask."""
        handle = response._get_param("TaskHandle")
        running = [t for t in self._tasks if t.handle == handle and t.status == "RUNNING"]
        if not running:
            raise SQSException("ResourceNotFoundException", "Task does not exist.")
        running[0].cancel()
        return ActionResult({"ApproximateNumberOfMessagesMoved": running[0].moved})

    def stop(self) -> None:
        """Leave no thread behind."""
        for task in self._tasks:
            task.cancel()

    def _require_startable(self, sqs: SQSBackend, source: Queue) -> None:
        if not sqs.list_dead_letter_source_queues(source.name):
            raise SQSException(
                "InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue."
            )
        arn = source.queue_arn
        if any(task.source_arn == arn and task.status == "RUNNING" for task in self._tasks):
            raise SQSException(
                "AWS.SimpleQueueService.UnsupportedOperation",
                "There is already a task running. Only one active task is allowed for a source "
                "queue arn at a given time.",
            )


def _queue(sqs: SQSBackend, arn: str, *, parameter: str) -> Queue:
    for queue in sqs.queues.values():
        if queue.queue_arn == arn:
            return queue
    raise SQSException(
        "ResourceNotFoundException",
        f"The resource that you specified for the {parameter} parameter doesn't exist.",
    )


def _rate(per_second: int | None) -> int | None:
    if per_second is not None and not 1 <= per_second <= MOST_PER_SECOND:
        raise SQSException(
            "InvalidParameterValue",
            f"Value {per_second} for parameter MaxNumberOfMessagesPerSecond is invalid. "
            f"Reason: Must be between 1 and {MOST_PER_SECOND}.",
        )
    return per_second


@contextmanager
def completed() -> Iterator[None]:
    """While open, SQS has move tasks."""
    tasks = MoveTasks()
    actions: dict[str, Any] = {
        "start_message_move_task": lambda response: tasks.start(response),
        "list_message_move_tasks": lambda response: tasks.list(response),
        "cancel_message_move_task": lambda response: tasks.cancel(response),
    }
    with patch.multiple(SQSResponse, create=True, **actions):
        try:
            yield
        finally:
            tasks.stop()
