"""What is dropped and done so that everything goes wrong that can, with canaries in it."""

import json
import subprocess
import sys
import time
from pathlib import Path

from receipts.local.world import World
from tests.builders import NOW
from tests.integration.security.canaries import (
    AMOUNT,
    FILE,
    REFUSED,
    TEXT,
    UNVERIFIED,
    Traffic,
)

ROOT = Path(__file__).parents[3]
PERIOD = "2024-09"
PARAMETERS = {
    "Environment": "prod",
    "SellerName": "Shop",
    "FromAddress": "receipts@shop.example",
    "SesIdentity": "shop.example",
    # Thirty lines are a large file.
    "LargeFileBytes": "4000",
    "SesMaxSendRate": "50",
    "ReportNames": "true",
}
_HEADER = "customer_id,customer_name,email,service_name,charges,description,unit,quantity"
_AMOUNT = f"{AMOUNT[:6]}.{AMOUNT[6:]}"
_PATIENCE = 180


def row(customer: str, address: str, charges: str = _AMOUNT) -> str:
    """A line of a customer, with a canary in every cell."""
    texts = (f"{TEXT} {what}" for what in (f"name {customer}", "service", "words", "unit"))
    name, service, words, unit = texts
    return f"{TEXT}-id-{customer},{name},{address},{service},{charges},{words},{unit},1"


def _file(*rows: str) -> bytes:
    return "\n".join([_HEADER, *rows, ""]).encode()


def _address(name: str, domain: str = "example.com") -> str:
    return f"{TEXT}-{name}@{domain}"


def _simulated(mailbox: str) -> str:
    return f"{mailbox}+{TEXT}@simulator.amazonses.com"


def run(world: World, directory: Path, traffic: Traffic) -> None:
    """Every month and every mishap, until it is quiet."""
    _settings(world)
    _ordinary(world)
    _quiet(world)
    _conflict(world)
    _large(world)
    _quiet(world)
    _forged(world, directory)
    _garbled(world, traffic)
    _quiet(world)
    _redrive(world)
    _quiet(world)
    _put(world, f"2024-11/{FILE}.csv", _file(row("unverified", UNVERIFIED)))
    world.client("glue").start_job_run(JobName=world.outputs["ReconcileJob"])
    _quiet(world)


def _put(world: World, key: str, body: bytes) -> None:
    world.client("s3").put_object(Bucket=world.outputs["LandingBucket"], Key=key, Body=body)


def _settings(world: World) -> None:
    broken = f'extends = "{TEXT}"\n[columns]\n{TEXT} = 1\n'.encode()
    _put(world, "config/profiles/broken.toml", broken)
    contacts = f"customer_id,customer_name,email\n{TEXT}-f,{TEXT} f,{_address('focus')}\n"
    _put(world, "config/contacts/focus.csv", contacts.encode())


def _ordinary(world: World) -> None:
    """Sent, bounced, complained of, refused by SES, held for an address, an amount, two names."""
    sent = [row(f"s{n}", _address(f"s{n}")) for n in range(12)]
    troubled = [
        row("bounce", _simulated("bounce")),
        row("complaint", _simulated("complaint")),
        row("refused", REFUSED),
    ]
    held = [
        row("held", f"{TEXT}-no-address"),
        row("amount", _address("amount"), f"{AMOUNT}-{TEXT}"),
        row("two", _address("one")),
        row("two", _address("two")),
    ]
    _put(world, f"{PERIOD}/{FILE}.csv", _file(*sent, *troubled, *held))
    _put(world, f"{FILE}-without-a-month.csv", _file(sent[0]))
    _put(world, f"broken/{PERIOD}/{FILE}.csv", _file(sent[0]))
    _put(world, f"{PERIOD}/{FILE}.csv.gz", b"\x1f\x8b" + TEXT.encode())


def _conflict(world: World) -> None:
    """Another amount for somebody who was mailed, and the same as a correction."""
    other = row("s0", _address("s0"), f"1{_AMOUNT}")
    _put(world, f"{PERIOD}/{FILE}-again.csv", _file(other))
    _quiet(world)
    _put(world, f"corrections/{PERIOD}/{FILE}.csv", _file(other))


def _large(world: World) -> None:
    """By the job; one address no mail can go to."""
    rows = [row(f"l{n}", _address(f"l{n}")) for n in range(40)]
    _put(world, f"2024-10/{FILE}-large.csv", _file(*rows, row("held", f"{TEXT}-no-address")))


def _forged(world: World, directory: Path) -> None:
    """Receipts that cannot be rendered: another's content, none, and no Parquet at all."""
    (snapshot, *_) = sorted((directory / "audit").glob("snapshots/*/*/*.parquet"))
    contents = {"0" * 32: snapshot.read_bytes(), "1" * 32: f"PAR1 {TEXT} PAR1".encode()}
    for receipt_id, body in contents.items():
        key = f"snapshots/billing_period={PERIOD}/customer_key={'0' * 32}/{receipt_id}.parquet"
        bucket = world.outputs["AuditBucket"]
        world.client("s3").put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*")
    for receipt_id in (*contents, "2" * 32):
        pointer = {
            "version": 1,
            "receipt_id": receipt_id,
            "billing_period": PERIOD,
            "customer_key": "0" * 32,
            "revision": 1,
            "run_id": "0" * 32,
        }
        _send(world, "ReceiptQueueUrl", json.dumps(pointer))


def _garbled(world: World, traffic: Traffic) -> None:
    """A file that is gone, and events of SES that nobody can read or knows."""
    bucket = world.outputs["LandingBucket"]
    named = {"key": f"{PERIOD}/{FILE}-gone.csv", "size": 1, "version-id": "gone"}
    detail = {"bucket": {"name": bucket}, "object": named, "reason": "PutObject"}
    event = {"detail-type": "Object Created", "source": "aws.s3", "detail": detail}
    _send(world, "ChargesQueueUrl", json.dumps(event | {"time": NOW.isoformat()}), group="g")
    told = next(each.what for each in traffic.messages if each.where.endswith("-feedback"))
    known = json.JSONDecoder().raw_decode(told)[0]
    for changes in ({"eventType": "Something New"}, {"mail": {"tags": TEXT}}):
        _send(world, "FeedbackQueueUrl", json.dumps(known | changes))
    _send(world, "FeedbackQueueUrl", f'{{"eventType": "{TEXT}')


def _send(world: World, queue: str, body: str, *, group: str = "") -> None:
    more = {"MessageGroupId": group} if group else {}
    world.client("sqs").send_message(QueueUrl=world.outputs[queue], MessageBody=body, **more)


def _redrive(world: World) -> None:
    for options in ([], ["--charges"]):
        command = ["-m", "receipts.cli.main", "dlq", "redrive", *options]
        environment = {**world.environment, "PATH": ""}
        subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, check=False, capture_output=True
        )


def _quiet(world: World) -> None:
    """Drops and events are on their way first."""
    time.sleep(1)
    world.drain(timeout=_PATIENCE)
