"""Functions and event source mappings that moto.awslambda stores but leaves to us to serve.

They are asked before each batch, so without a call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.awslambda.models import (
    EventSourceMapping,
    LambdaBackend,
    LambdaFunction,
    lambda_backends,
)
from moto.sqs.models import sqs_backends

from receipts.local import account


def is_enabled(uuid: str) -> bool:
    """Whether a mapping is switched on; disabling it is how the pipeline is paused."""
    mapping = _backend().get_event_source_mapping(uuid)
    return bool(mapping and mapping.enabled)


def batch_size(uuid: str) -> int:
    """How many messages a mapping gives at once."""
    mapping = _backend().get_event_source_mapping(uuid)
    return int(mapping.batch_size) if mapping else 1


def configuration(name: str) -> dict[str, Any]:
    """What GetFunctionConfiguration says."""
    found: dict[str, Any] = _backend().get_function(name).get_configuration()
    return found


def _backend() -> LambdaBackend:
    return lambda_backends[account.ACCOUNT_ID][account.REGION]


@contextmanager
def completed() -> Iterator[None]:
    """While open, moto.sqs does not consume mapped queues, and functions take all changes.

    moto.sqs.models.Queue.add_message hands each message to moto's own Lambda at once and deletes
    it, without docker even unread. A mapping keeps its state; only the queue forgets about it.
    """
    create_attached = LambdaBackend.create_event_source_mapping
    update = LambdaFunction.update_configuration

    def create_event_source_mapping(
        self: LambdaBackend, spec: dict[str, Any]
    ) -> EventSourceMapping:
        mapping = create_attached(self, spec)
        for queue in sqs_backends[self.account_id][self.region_name].queues.values():
            queue.lambda_event_source_mappings.pop(mapping.function_arn, None)
        return mapping

    def update_configuration(self: LambdaFunction, told: dict[str, Any]) -> dict[str, Any]:
        if storage := told.get("EphemeralStorage"):  # which moto keeps as it was
            self.ephemeral_storage = int(storage["Size"])
        return update(self, told)

    with (
        patch.object(LambdaBackend, "create_event_source_mapping", create_event_source_mapping),
        patch.object(LambdaFunction, "update_configuration", update_configuration),
    ):
        yield
