"""Lambda: a pointer to an audited receipt -> at most one mail."""

from typing import Any

from receipts import bootstrap
from receipts.delivery.batch import deliver_batch
from receipts.guard import guarded


@guarded
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS batch in; the messages that must come back are named one by one."""
    ports, settings = bootstrap.worker()
    bodies = {record["messageId"]: record["body"] for record in event["Records"]}
    seconds = context.get_remaining_time_in_millis() / 1000
    failed = deliver_batch(bodies, ports=ports, settings=settings, seconds=seconds)
    return {"batchItemFailures": [{"itemIdentifier": sqs_id} for sqs_id in failed]}
