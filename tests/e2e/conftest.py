"""The commands as a user runs them, in processes of their own."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest

ROOT = Path(__file__).parents[2]
REAL_DATA = ROOT.parent / "shared" / "data"
PATIENCE = 60


@dataclass(frozen=True)
class Demo:
    """What a finished `receipts demo` left behind."""

    exit_code: int
    printed: str
    directory: Path

    @property
    def files(self) -> list[dict]:
        return json.loads((self.directory / "summary.json").read_text())["files"]

    @property
    def mails(self) -> list[Path]:
        return sorted((self.directory / "outbox").glob("*.eml"))


def run_demo(directory: Path, files: Sequence[Path], *options: str) -> Demo:
    command = [sys.executable, "-m", "receipts.cli.main", "demo", *map(str, files)]
    done = subprocess.run(
        [*command, "--out", str(directory), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return Demo(done.returncode, done.stdout + done.stderr, directory)


class Said(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    text: str


@dataclass(frozen=True)
class Local:
    """A running `receipts local` and what it told its user."""

    directory: Path
    environment: dict[str, str]
    outputs: dict[str, str]
    #: Where its words are, if in a file.
    log: Path | None = None

    def told(self) -> str:
        """What it has told so far."""
        assert self.log
        return self.log.read_text()

    @property
    def endpoint(self) -> str:
        return self.environment["AWS_ENDPOINT_URL"]

    def aws(self, *arguments: str) -> dict:
        cli = Path(sys.executable).with_name("aws")
        done = subprocess.run(
            [str(cli), "--endpoint-url", self.endpoint, *arguments, "--output", "json"],
            env={**self.environment, "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        is_json = done.stdout.strip().startswith("{")
        return json.loads(done.stdout) if is_json else {}

    def receipts(self, *arguments: str, answer: str = "") -> Said:
        """Our own command, as a person types it who is no terminal."""
        done = subprocess.run(
            [sys.executable, "-m", "receipts.cli.main", *arguments],
            cwd=ROOT,
            env={**self.environment, "PATH": os.defpath, "COLUMNS": "200"},
            input=answer,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Said(done.returncode, done.stdout + done.stderr)

    def drop(self, data: bytes, key: str) -> None:
        file = self.directory / "dropped.csv"
        file.write_bytes(data)
        self.aws("s3", "cp", str(file), f"s3://{self.outputs['LandingBucket']}/{key}")

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted((self.directory / "outbox").glob("*.eml"))]

    def mails_to(self, address: str) -> int:
        return sum(f"<{address}>" in mail for mail in self.mails())

    def redrive(self) -> None:
        """With a destination: the worker puts letters on the DLQ itself, so SQS knows no source."""
        source = ("--source-arn", self.outputs["ReceiptDeadLetterQueueArn"])
        destination = ("--destination-arn", self.outputs["ReceiptQueueArn"])
        self.aws("sqs", "start-message-move-task", *source, *destination)

    def states(self, period: str) -> dict[str, int]:
        """How many receipts of a month are in which state of the ledger."""
        rows = self.aws("dynamodb", "scan", "--table-name", self.outputs["LedgerTable"])["Items"]
        of_month = (row for row in rows if row["pk"]["S"].startswith(f"{period}#"))
        return dict(Counter(row["state"]["S"] for row in of_month))

    def dead_letters(self) -> int:
        url = self.outputs["ReceiptDeadLetterQueueUrl"]
        wanted = ("--attribute-names", "ApproximateNumberOfMessages")
        answer = self.aws("sqs", "get-queue-attributes", "--queue-url", url, *wanted)
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def client(local: Local, service: str) -> Any:
    environment = local.environment
    return boto3.client(
        service,
        endpoint_url=local.endpoint,
        region_name=environment["AWS_DEFAULT_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


@contextmanager
def running(directory: Path, *options: str) -> Iterator[Local]:
    """`receipts local` until the context is closed."""
    command = [sys.executable, "-u", "-m", "receipts.cli.main", "local", "--out", str(directory)]
    process = subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    told = ""
    while "Ctrl-C" not in told:
        line = process.stdout.readline()
        assert line, told
        told += line
    environment = dict(re.findall(r"export (\w+)=(\S+)", told))
    world = Local(directory, environment, {})
    (stack,) = world.aws("cloudformation", "describe-stacks")["Stacks"]
    world.outputs.update({o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]})
    yield world
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    process.stdout.close()


@contextmanager
def empty(directory: Path) -> Iterator[Local]:
    """`receipts local --empty` until the context is closed; its words are in a file."""
    command = [sys.executable, "-u", "-m", "receipts.cli.main", "local", "--empty"]
    log = directory / "told"
    with log.open("w") as told:
        process = subprocess.Popen(
            [*command, "--out", str(directory / "out")], cwd=ROOT, stdout=told, text=True
        )
    until(lambda: "receipts deploy" in log.read_text())
    environment = dict(re.findall(r"export (\w+)=(\S+)", log.read_text()))
    yield Local(directory / "out", environment, {}, log)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0


@pytest.fixture(scope="module")
def local(tmp_path_factory) -> Iterator[Local]:
    with running(tmp_path_factory.mktemp("local")) as world:
        yield world


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not REAL_DATA.is_dir():
        pytest.skip("the real charges are not beside this checkout (../shared/data)")
    return REAL_DATA
