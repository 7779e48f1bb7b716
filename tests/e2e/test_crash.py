"""Functions that die in the middle of their work, in the embedded AWS."""

import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from receipts.cli import embedded
from receipts.pace import Pace
from tests.builders import charges_csv

pytestmark = pytest.mark.e2e
CUSTOMERS = 100
PACE = Pace(rate=int(embedded.PARAMETERS["SesMaxSendRate"]), concurrency=embedded.WORKERS)


def kill(handler: str) -> bool:
    """Kill our running functions with this handler; whether there were any."""
    found = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", handler],  # noqa: S607 - on every Unix
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    for pid in found:
        os.kill(int(pid), signal.SIGKILL)
    return bool(found)


def kill_once_there_are(handler: str, directory: Path, pattern: str, count: int) -> None:
    deadline = time.monotonic() + 60
    while sum(1 for _ in directory.glob(pattern)) < count:
        assert time.monotonic() < deadline, "the run never got there"
        time.sleep(0.01)
    assert kill(handler)


@pytest.mark.parametrize(
    ("handler", "pattern"),
    [
        ("lambdas.parser.handler", "audit/snapshots/*/*/*.parquet"),
        ("lambdas.worker.handler", "outbox/*.eml"),
    ],
    ids=["the parser, while it writes snapshots", "a worker, while it sends"],
)
def test_a_killed_function_costs_nobody_a_mail_and_nobody_gets_two(tmp_path, handler, pattern):
    rows = [f"C{n},N,c{n}@example.com,S,{n}" for n in range(CUSTOMERS)]
    with embedded.open_world(tmp_path) as world:
        world.client("s3").put_object(
            Bucket=world.outputs["LandingBucket"], Key="2024-09/x.csv", Body=charges_csv(*rows)
        )
        kill_once_there_are(handler, tmp_path, pattern, 5)
        world.drain(timeout=120)
        month = embedded.operator(world).ledger.month("2024-09")

    mails = Counter(path.stem.partition("-")[2] for path in (tmp_path / "outbox").iterdir())
    in_doubt = {row.receipt_id for row in month.values() if row.state == "SENDING"}
    assert set(mails.values()) == {1}
    assert len(month) == CUSTOMERS
    # A worker killed between a claim and SES's answer leaves a claim: at most one in each lane.
    assert len(in_doubt) <= embedded.WORKERS * PACE.lanes < CUSTOMERS
    assert mails.keys() | in_doubt == {row.receipt_id for row in month.values()}
