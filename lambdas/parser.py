"""Lambda: a dropped charges file -> audited receipts and one message per customer."""

import json
from datetime import datetime
from typing import Any

from receipts import bootstrap
from receipts.model import DroppedFile
from receipts.parsing.service import is_charges_file, parse_file


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """SQS batch of EventBridge events in; an exception lets SQS deliver the file again."""
    ports, settings = bootstrap.parser()
    for record in event["Records"]:
        file = dropped_file(json.loads(record["body"]))
        if is_charges_file(file.key):
            parse_file(file, ports=ports, rulebook=settings, release=settings.release)
    return {"batchItemFailures": []}


def dropped_file(event: dict[str, Any]) -> DroppedFile:
    """EventBridge carries the key as it is, unlike S3's own notifications (no unquoting).

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    detail = event["detail"]
    return DroppedFile(
        bucket=detail["bucket"]["name"],
        key=detail["object"]["key"],
        version_id=detail["object"]["version-id"],
        size=detail["object"]["size"],
        dropped_at=datetime.fromisoformat(event["time"]),
    )
