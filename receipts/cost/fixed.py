"""What a stack costs in a month without any receipt."""

from collections.abc import Iterator
from decimal import Decimal

from receipts.cost.assumptions import Assumptions
from receipts.cost.items import GIB, Group, Item, Used, lambda_use

_DAYS = Decimal(365) / 12
_MINUTES = int(_DAYS * 24 * 60)
#: Minutes for which a key of the ledger's encryption is used.
_KEY_MINUTES = 5


def used_anyway(assumed: Assumptions) -> Iterator[Item]:
    """Keys, alarms, the dashboard, and what looks whether there is something to do."""
    metrics = assumed["metrics"] + assumed["reputation_metrics"]
    yield _item("KMS: the key", Used("kms_key", Decimal(1)))
    yield _item("CloudWatch: alarms", Used("alarm", assumed["alarms"]))
    yield _item("CloudWatch: metrics", Used("metric", metrics))
    yield _item("CloudWatch: the dashboard", Used("dashboard", Decimal(1)))
    yield _item("the watch, every minute", *_watch(assumed))
    looks = assumed["served_queues"] * assumed["pollers"] * 60 / assumed["poll_seconds"] * _MINUTES
    yield _item("SQS: looks at empty queues", Used("sqs_request", looks))
    hours = _DAYS * assumed["reconcile_dpus"] * assumed["reconcile_minutes"] / 60
    yield _item("Glue: daily reconciliation", Used("glue_time", hours))


def _watch(assumed: Assumptions) -> Iterator[Used]:
    seconds = _MINUTES * assumed["watch_seconds"]
    yield from lambda_use(_MINUTES, assumed["watch_memory_mb"], seconds)
    yield Used("dynamodb_read", _MINUTES * assumed["watch_read_units"])
    yield Used("kms_request", Decimal(_MINUTES) / _KEY_MINUTES)
    logged = assumed["watch_log_bytes"] + assumed["invocation_log_bytes"]
    yield Used("log_bytes", _MINUTES * logged / GIB)


def _item(name: str, *used: Used) -> Item:
    return Item(Group.FIXED, name, used)
