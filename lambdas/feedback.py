"""Lambda: what SES says about a mail -> the ledger's row, or the audit bucket."""

from typing import Any

from receipts import bootstrap
from receipts.feedback.service import record_feedback_batch
from receipts.guard import guarded


@guarded
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """SQS batch of raw SNS messages in; those that must come back are named one by one."""
    ports, settings = bootstrap.feedback()
    bodies = {record["messageId"]: record["body"] for record in event["Records"]}
    failed = record_feedback_batch(bodies, ports=ports, limits=settings.limits)
    return {"batchItemFailures": [{"itemIdentifier": sqs_id} for sqs_id in failed]}
