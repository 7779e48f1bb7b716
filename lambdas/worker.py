"""Lambda: a pointer to an audited receipt -> at most one mail."""

from typing import Any

from receipts import bootstrap
from receipts.delivery.service import deliver_batch


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """SQS batch in; the messages that must come back are named one by one."""
    ports, settings = bootstrap.worker()
    bodies = {record["messageId"]: record["body"] for record in event["Records"]}
    failed = deliver_batch(bodies, ports=ports, settings=settings)
    return {"batchItemFailures": [{"itemIdentifier": sqs_id} for sqs_id in failed]}
