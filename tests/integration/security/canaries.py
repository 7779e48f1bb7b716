"""Unmistakable names, addresses, ids, services, amounts and file names, and where they went."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from moto.cloudwatch.models import cloudwatch_backends
from moto.s3.models import s3_backends
from moto.ses.exceptions import MessageRejectedError
from moto.sqs.models import Message, Queue

from receipts.local import account
from receipts.local import world as local_world
from receipts.local.world import World

#: In every text of a customer, in every amount (without its separators), and in every file's name.
TEXT, AMOUNT, FILE = "kanari", "91827364", "vogelfrei"
#: Whom SES refuses, in words that quote the address: as one it does not like, or as nobody's.
REFUSED, UNVERIFIED = f"{TEXT}-refused@example.com", f"{TEXT}-unverified@example.com"
_REFUSALS = {REFUSED: "Address is on a list", UNVERIFIED: "Email address is not verified"}
#: Amounts as mails show them, and as files have them.
_SEPARATORS = re.compile(r"[.,\s\u202f']")


class Said(NamedTuple):
    """Something that left a function, and by which way."""

    where: str
    what: str


def canaries(said: Said) -> set[str]:
    """Those that are in it."""
    text = said.what.lower()
    found = {each for each in (TEXT, FILE) if each in text}
    return found | ({AMOUNT} if AMOUNT in _SEPARATORS.sub("", text) else set())


@dataclass
class Traffic:
    """What was put on queues while it was listened to."""

    messages: list[Said] = field(default_factory=list)


@contextmanager
def overheard() -> Iterator[Traffic]:
    """While open, every message is noted, and SES refuses two addresses."""
    traffic = Traffic()
    telling = local_world._telling

    def refusing(outbox: Any) -> Any:
        tell = telling(outbox)

        def on_sent(mail: Any, ses: Any) -> None:
            for address in _REFUSALS.keys() & set(mail.recipients):
                raise MessageRejectedError(f"{_REFUSALS[address]}: {address}")
            tell(mail, ses)

        return on_sent

    with patch.object(local_world, "_telling", refusing), _noting(traffic):
        yield traffic


@contextmanager
def _noting(traffic: Traffic) -> Iterator[None]:
    add = Queue.add_message

    def add_message(queue: Queue, message: Message) -> None:
        attributes = json.dumps(message.message_attributes, default=str)
        traffic.messages.append(Said(f"queue {queue.name}", f"{message.body} {attributes}"))
        add(queue, message)

    with patch.object(Queue, "add_message", add_message):
        yield


def everything(world: World, directory: Path, traffic: Traffic) -> Iterator[Said]:
    """All that left the functions and jobs but mails and the contents of the audit bucket."""
    yield from traffic.messages
    for log in sorted((directory / "logs").glob("*.log")):
        for line in log.read_text(encoding="utf-8").splitlines():
            yield Said(f"log {log.stem}", line)
    yield from _of_stores(world)
    yield from _of_queues(world)
    for metric in cloudwatch_backends[account.ACCOUNT_ID][account.REGION].metric_data:
        yield Said("metric", f"{metric.name} {metric.value} {[vars(d) for d in metric.dimensions]}")
    for job in (world.outputs["LargeFileJob"], world.outputs["ReconcileJob"]):
        for run in world.client("glue").get_job_runs(JobName=job)["JobRuns"]:
            yield Said("run of a job", json.dumps(run, default=str))


def _of_stores(world: World) -> Iterator[Said]:
    for name, bucket in s3_backends[account.ACCOUNT_ID]["aws"].buckets.items():
        for key in bucket.keys:
            yield Said(f"key in {name}", key)
    rows = world.client("dynamodb").scan(TableName=world.outputs["LedgerTable"])["Items"]
    for row in rows:
        yield Said("row", json.dumps(row, default=str))


def _of_queues(world: World) -> Iterator[Said]:
    sqs = world.client("sqs")
    for url in sqs.list_queues()["QueueUrls"]:
        told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        yield Said("attributes of a queue", f"{url} {json.dumps(told)}")
