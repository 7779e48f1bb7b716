"""What the guides and runbooks tell a person to type, typed against a stack that is up."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Local, Said, running, until
from tests.pages import typed, words

pytestmark = pytest.mark.e2e

PERIOD = "2024-10"
_DOCS = ROOT / "docs"
PAGES = [
    *(_DOCS / f"{name}.md" for name in ("getting-started", "csv", "monthly-routine", "upgrade")),
    _DOCS / "operations.md",
    *(
        _DOCS / "runbooks" / f"{name}.md"
        for name in ("waiting", "worker-errors", "parser-limit", "rejected", "late", "reputation")
    ),
]
#: In the pages' order, each once. What stays up until Ctrl-C has a test of its own.
COMMANDS = dict.fromkeys(
    line for page in PAGES for line in typed(page) if words(line)[1] != "local"
)
#: Nobody is there who could answer.
_ASKS = {"approve", "continue", "emit", "end", "pause"}


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Iterator[Local]:
    """October is out, with customers held."""
    directory = tmp_path_factory.mktemp("pages")
    (directory / "samples").symlink_to(ROOT / "samples")
    with running(directory / "out") as local:
        data = (ROOT / "samples" / "charges-2024-10.csv").read_bytes()
        (directory / "out" / "dropped.csv").write_bytes(data)
        local.drop(data, "charges-2024-10.csv")
        until(lambda: local.states(PERIOD).get("DELIVERED", 0) > 130)
        yield local


def names(world: Local) -> dict[str, str]:
    """What a person puts in place of a page's capitals."""
    outputs = world.outputs
    # A drop by our command has control totals, which make it another run.
    tables = (world.directory / "audit" / "receipts").rglob("*.parquet")
    first = min((path.stat().st_mtime, path) for path in tables if PERIOD in str(path))[1]
    return {
        "RECEIPT-QUEUE-URL": outputs["ReceiptQueueUrl"],
        "WORKER-LOG-GROUP": outputs["WorkerLogGroup"],
        "PARSER-LOG-GROUP": outputs["ParserLogGroup"],
        "LANDING-BUCKET": outputs["LandingBucket"],
        "FUNCTION": outputs["WorkerFunction"],
        "RUN": first.name.partition(".")[0],
    }


def type_in(world: Local, line: str) -> Said:
    told = names(world)
    capitals = "|".join(sorted(map(re.escape, told), key=len, reverse=True))
    program, *arguments = words(re.sub(rf"\b({capitals})\b", lambda m: told[m[0]], line))
    if program == "aws":
        cli = str(Path(sys.executable).with_name("aws"))
        command = [cli, "--endpoint-url", world.endpoint, *arguments]
    else:
        agreed = ["--yes"] if arguments[0] in _ASKS else []
        command = [sys.executable, "-m", "receipts.cli.main", *arguments, *agreed]
    done = subprocess.run(
        command,
        cwd=world.directory.parent,
        env={**world.environment, "PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Said(done.returncode, done.stdout + done.stderr)


@pytest.mark.parametrize("line", COMMANDS)
def test_what_a_page_says_can_be_typed_works(world, line):
    said = type_in(world, line)

    # 1 says that there is something to look at: customers are held in October.
    assert said.code in ((0, 1) if line.startswith("receipts") else (0,)), said.text
    assert "Traceback" not in said.text


def test_a_month_that_is_out_is_followed_to_its_end_at_once(world):
    said = type_in(world, f"receipts show {PERIOD} --follow")

    assert said.code == 0
    assert said.text.startswith("Following …\n")
    assert "Receipts: 141 delivered" in said.text
    assert "alarms:" not in said.text


def test_functions_log_json_with_ids_and_without_customers(world):
    logs = [path.read_text() for path in (world.directory / "logs").glob("*Function.log")]
    lines = [json.loads(line) for text in logs for line in text.splitlines()]

    handled = [line for line in lines if line.get("message") == "receipt_handled"]
    evaluated = [line for line in lines if line.get("message") == "run_evaluated"]
    recorded = [line for line in lines if line.get("message") == "feedback_recorded"]

    assert handled
    assert all({"run_id", "receipt_id", "aws_request_id"} <= line.keys() for line in handled)
    assert all({"run_id", "receipt_id"} <= line.keys() for line in recorded)
    assert {line["run_id"] for line in handled} <= {line["run_id"] for line in evaluated}
    assert not [text for text in logs if re.search(r"@example\.|@\w+\.(com|de|jp)", text)]


def test_a_file_s_numbers_are_in_the_parser_s_log(world):
    text = (world.directory / "logs" / "ParserFunction.log").read_text()

    numbers = [line for line in map(json.loads, text.splitlines()) if "_aws" in line]

    assert [0.0] in [line.get("RejectedRuns") for line in numbers]
    assert all(line["Stack"] == "receipts" for line in numbers)
