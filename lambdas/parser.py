"""Lambda: a dropped charges file -> audited receipts, one message per customer, a report."""

import json
from datetime import datetime
from typing import Any

from receipts import bootstrap
from receipts.guard import guarded
from receipts.model import DroppedFile
from receipts.parsing.service import is_charges_file, parse_file
from receipts.report.service import write_reports


@guarded
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """SQS batch of EventBridge events in; an exception lets SQS deliver the file again."""
    ports, settings = bootstrap.parser()
    for record in event["Records"]:
        file = dropped_file(json.loads(record["body"]))
        if is_charges_file(file.key):
            release, reach = settings.release, settings.reach
            runs = parse_file(file, ports=ports, rulebook=settings, release=release, reach=reach)
            # Last of all: what is billed is queued, whatever becomes of the page about it.
            names = [(run.billing_period, run.run_id) for run in runs]
            write_reports(names, ports.audit, settings.reporting)
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
