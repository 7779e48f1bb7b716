"""Event source mappings that moto.awslambda stores but leaves to us to serve."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.awslambda.models import EventSourceMapping, LambdaBackend, lambda_backends
from moto.sqs.models import sqs_backends

from receipts.local import account


def is_enabled(uuid: str) -> bool:
    """Whether a mapping is switched on; disabling it is how the pipeline is paused."""
    mapping = lambda_backends[account.ACCOUNT_ID][account.REGION].get_event_source_mapping(uuid)
    return bool(mapping and mapping.enabled)


@contextmanager
def completed() -> Iterator[None]:
    """While open, moto.sqs does not consume the messages of mapped queues.

    moto.sqs.models.Queue.add_message hands each message to moto's own Lambda at once and deletes
    it, without docker even unread. A mapping keeps its state; only the queue forgets about it.
    """
    create_attached = LambdaBackend.create_event_source_mapping

    def create_event_source_mapping(
        self: LambdaBackend, spec: dict[str, Any]
    ) -> EventSourceMapping:
        mapping = create_attached(self, spec)
        for queue in sqs_backends[self.account_id][self.region_name].queues.values():
            queue.lambda_event_source_mappings.pop(mapping.function_arn, None)
        return mapping

    with patch.object(LambdaBackend, "create_event_source_mapping", create_event_source_mapping):
        yield
