"""What a month's receipts and mails use of each thing that is billed."""

import math
from collections.abc import Iterator
from decimal import Decimal

from receipts.cost.assumptions import Assumptions
from receipts.cost.calls import Per, calls_of
from receipts.cost.items import GIB, Group, Item, Used, lambda_use
from receipts.cost.month import Month

_LISTS, _WRITES, _READS = "ListObjectsV2", "PutObject", {"GetObject", "HeadObject"}
#: Messages that SQS gives and deletes at a time, and bytes of a unit of DynamoDB.
_BATCH, _WRITE_UNIT, _READ_UNIT = 10, 1024, 4096
#: Data keys are used for so long; base64 makes four bytes of three.
_KEY_SECONDS, _BASE64 = 300, Decimal(4) / 3


def used_by_receipts(month: Month, assumed: Assumptions) -> Iterator[Item]:
    """Everything that grows with the receipts, but SES."""
    for each in (_s3, _dynamodb, _messages, _functions, _around):
        yield from each(month, assumed)


def used_by_mails(month: Month) -> Iterator[Item]:
    """SES."""
    mails = "ses_mail_essentials" if month.essentials else "ses_mail"
    yield Item(Group.SES, "SES: mails", (Used(mails, Decimal(month.customers)),))
    sent = Decimal(month.customers * month.attachment_bytes) * _BASE64 / GIB
    if sent and not month.essentials:
        yield Item(Group.SES, "SES: attachments", (Used("ses_attachment", sent),))


def _operations(month: Month, assumed: Assumptions, *names: str) -> Decimal:
    calls = calls_of(month.work(assumed))
    return Decimal(sum(times for call, times in calls.items() if call.operation in names))


def _s3(month: Month, assumed: Assumptions) -> Iterator[Item]:
    work = month.work(assumed)
    snapshots, mails = work.number(Per.RECEIPT), work.number(Per.KEPT_MAIL)
    others = _operations(month, assumed, _LISTS, _WRITES) - snapshots - mails
    reads = _operations(month, assumed, *_READS)
    yield _item("S3: snapshots, one PUT each", Used("s3_write", Decimal(snapshots)))
    yield _item("S3: kept mails, one PUT each", Used("s3_write", Decimal(mails)))
    yield _item("S3: other requests", Used("s3_write", others), Used("s3_read", reads))
    stored = _bytes_stored(month, assumed) * month.months_kept / GIB
    yield _item("S3: storage", Used("s3_storage", stored))


def _bytes_stored(month: Month, assumed: Assumptions) -> Decimal:
    a_receipt = assumed["snapshot_bytes"] + assumed["run_receipt_bytes"]
    a_line = assumed["snapshot_line_bytes"] + assumed["run_line_bytes"]
    if month.keep_mails:
        a_receipt += assumed["mail_bytes"] + month.attachment_bytes
        a_line += assumed["mail_line_bytes"]
    return month.customers * a_receipt + month.lines * a_line


def _dynamodb(month: Month, assumed: Assumptions) -> Iterator[Item]:
    row = assumed["row_bytes"]
    writes = _operations(month, assumed, "PutItem", "UpdateItem") * math.ceil(row / _WRITE_UNIT)
    reads = _operations(month, assumed, "GetItem", "Query") * math.ceil(row / _READ_UNIT)
    every_day = month.customers * row / _READ_UNIT * assumed["reconciled_days"]
    stored = month.customers * row * month.months_kept / GIB
    yield _item("DynamoDB: writes", Used("dynamodb_write", writes))
    yield _item("DynamoDB: reads", Used("dynamodb_read", reads + every_day))
    yield _item(
        "DynamoDB: storage, backup",
        Used("dynamodb_storage", stored),
        Used("dynamodb_backup", stored),
    )


def _messages(month: Month, assumed: Assumptions) -> Iterator[Item]:
    work = month.work(assumed)
    events, batches = work.number(Per.EVENT), work.number(Per.FEEDBACK_BATCH)
    ours = _operations(month, assumed, "SendMessageBatch", "GetQueueAttributes")
    # Lambda receives and deletes; SNS sends, and whether that is billed is nowhere said.
    lambdas = 2 * (1 + math.ceil(Decimal(work.receipts) / _BATCH) + batches)
    yield _item("SQS: requests", Used("sqs_request", ours + lambdas + events + 1))
    yield _item("SNS: what SES tells", Used("sns_publish", Decimal(events)))
    yield _item("EventBridge: the dropped file", Used("eventbridge_event", Decimal(1)))


def _functions(month: Month, assumed: Assumptions) -> Iterator[Item]:
    work, workers = month.work(assumed), month.workers(assumed)
    yield _item(
        "Lambda: parser", *lambda_use(1, assumed["parser_memory_mb"], _parser(month, assumed))
    )
    yield _item(
        "Lambda: worker",
        *lambda_use(
            work.number(Per.WORKER_BATCH),
            Decimal(workers.memory_mb),
            work.receipts * workers.seconds_a_mail,
        ),
    )
    yield _item(
        "Lambda: feedback",
        *lambda_use(
            work.number(Per.FEEDBACK_BATCH),
            assumed["feedback_memory_mb"],
            work.number(Per.EVENT) * assumed["feedback_seconds"],
        ),
    )
    yield _item("Glue: large file", Used("glue_time", _glue_hours(month, assumed)))


def _parser(month: Month, assumed: Assumptions) -> Decimal:
    """Seconds: what is handed over was judged here first."""
    written = 0 if month.is_handed_over(assumed) else month.customers
    return (
        assumed["parser_seconds"]
        + month.lines * assumed["parser_line_seconds"]
        + written * assumed["parser_receipt_seconds"]
    )


def _glue_hours(month: Month, assumed: Assumptions) -> Decimal:
    if not month.is_handed_over(assumed):
        return Decimal(0)
    millions = Decimal(month.customers) / 1_000_000
    minutes = assumed["glue_minutes"] + millions * assumed["glue_million_receipts_minutes"]
    return assumed["glue_dpus"] * minutes / 60


def _around(month: Month, assumed: Assumptions) -> Iterator[Item]:
    work = month.work(assumed)
    to_s3 = _operations(month, assumed, _LISTS, _WRITES, *_READS)
    sending = month.sending_seconds / _KEY_SECONDS
    keys = to_s3 * assumed["kms_share_of_s3"] + sending * assumed["kms_requests_while_sending"]
    invocations = 1 + work.number(Per.WORKER_BATCH) + work.number(Per.FEEDBACK_BATCH)
    logged = (
        work.receipts * assumed["receipt_log_bytes"] + invocations * assumed["invocation_log_bytes"]
    )
    yield _item("KMS: requests", Used("kms_request", keys))
    yield _item("CloudWatch: logs", Used("log_bytes", logged / GIB))


def _item(name: str, *used: Used) -> Item:
    return Item(Group.RECEIPTS, name, used)
