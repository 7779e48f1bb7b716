"""What the guides and runbooks tell a person to type, typed against a stack that is up."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from receipts import keys
from receipts.aws.dynamodb import DynamoLedger
from receipts.ledger import LedgerEntry, State
from tests.e2e import test_erasure, test_page_deploy, test_page_redrive
from tests.e2e.conftest import ROOT, Local, client, running, until
from tests.e2e.typist import type_in
from tests.pages import DOCS, PAGES, block, typed
from tests.png import GREY, encoded

pytestmark = pytest.mark.e2e

Names = dict[str, str]
PERIOD, CUSTOMER = "2024-10", "CUST-0006"
#: Those whose commands need a world of their own, and what the tests of that world type.
ELSEWHERE = {
    "deploy.md": test_page_deploy.LINES,
    "retention.md": test_erasure.LINES,
    "runbooks/redrive.md": test_page_redrive.LINES,
}
_TYPED_ELSEWHERE = {line for lines in ELSEWHERE.values() for line in lines}
#: In the pages' order, each once. `receipts local` is what they are typed against.
COMMANDS = [
    line
    for line in dict.fromkeys(line for page in PAGES for line in typed(page))
    if line not in _TYPED_ELSEWHERE and not line.startswith("receipts local")
]
#: By the beginning of a line: its exit code, where it says that there is something to look at.
ENDS = {
    "receipts validate": (1, "Held charges-2024-10.csv"),
    "receipts validate samples/charges-2024-09.csv": (0, ""),
    "receipts validate export.csv": (0, "1,234.5"),
    "receipts preview samples/charges-2024-09": (0, ""),
    "receipts preview samples/charges-2024-10": (1, "Held charges-2024-10.csv"),
    "receipts drop samples/charges-2024-10": (1, "Held charges-2024-10.csv"),
    # Nobody has mended it.
    "receipts drop mended.xlsx": (1, "Held mended.xlsx"),
    "receipts doctor": (1, "nobody is told"),
    "receipts approve": (1, "asks for no approval"),
    f"receipts reconcile {PERIOD}": (1, "Something is open."),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the person works: with the files that the pages speak of."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "samples").symlink_to(ROOT / "samples")
    september = (ROOT / "samples" / "charges-2024-09.csv").read_bytes()
    for name in ("charges-2024-09.csv", "charges.csv"):
        (folder / name).write_bytes(september)
    (folder / "charges-2024-10.csv").write_bytes(
        (ROOT / "samples" / "charges-2024-10.csv").read_bytes()
    )
    profile = block(DOCS / "profiles.md", "toml")
    (folder / "config" / "profiles").mkdir(parents=True)
    for path in (folder / "acme.toml", folder / "config" / "profiles" / "acme.toml"):
        path.write_text(profile, encoding="utf-8")
    (folder / "export.csv").write_text(block(DOCS / "profiles.md", "csv"), encoding="cp1252")
    (folder / "branding.toml").write_text(block(DOCS / "branding.md", "toml"), encoding="utf-8")
    (folder / "logo.png").write_bytes(encoded(4, [b"\0\0\0\0"] * 4, colour_type=GREY))
    sidecar = block(DOCS / "control-totals.md", "json")
    (folder / "charges.csv.control.json").write_text(sidecar, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def world(folder) -> Iterator[Local]:
    """October is out, with customers held."""
    with running(folder / "stack") as local:
        data = (folder / "charges-2024-10.csv").read_bytes()
        local.drop(data, "charges-2024-10.csv")
        until(lambda: local.states(PERIOD).get("DELIVERED", 0) > 130)
        yield local


def names(world: Local) -> Names:
    """What a person puts in place of a page's capitals and examples."""
    outputs = world.outputs
    # A drop by our command has control totals, which make it another run.
    tables = (world.directory / "audit" / "receipts").rglob("*.parquet")
    first = min((path.stat().st_mtime, path) for path in tables if PERIOD in str(path))[1]
    run_id = first.name.partition(".")[0]
    function = outputs["WorkerFunction"]
    mappings = world.aws("lambda", "list-event-source-mappings", "--function-name", function)
    return {
        "PORT": world.endpoint.rpartition(":")[2],
        "FILE": "charges-2024-09.csv",
        "FILE.csv": "charges-2024-09.csv",
        "LANDING-BUCKET": outputs["LandingBucket"],
        "RECEIPT-QUEUE-URL": outputs["ReceiptQueueUrl"],
        "RECEIPT-DLQ-URL": outputs["ReceiptDeadLetterQueueUrl"],
        "WORKER-LOG-GROUP": outputs["WorkerLogGroup"],
        "PARSER-LOG-GROUP": outputs["ParserLogGroup"],
        "AUDIT-BUCKET": outputs["AuditBucket"],
        "LARGE-FILE-FAILURES-URL": outputs["LargeFileFailuresQueueUrl"],
        "LARGE-FILE-JOB": outputs["LargeFileJob"],
        "RECEIPT": receipt_of(world),
        "FUNCTION": function,
        "UUID": mappings["EventSourceMappings"][0]["UUID"],
        "CUSTOMER": CUSTOMER,
        "RUN": run_id,
        "4a3ad416": run_id[:8],
        "7fef205f": run_id[:8],
    }


def receipt_of(world: Local) -> str:
    """The id of the customer's receipt that was mailed."""
    month = f"billing_period={PERIOD}/customer_key={keys.customer_key(CUSTOMER)}"
    return next((world.directory / "audit" / "snapshots" / month).glob("*.parquet")).stem


def row_of(world: Local) -> LedgerEntry:
    ledger = DynamoLedger(client(world, "dynamodb"), world.outputs["LedgerTable"])
    row = ledger.find(PERIOD, keys.customer_key(CUSTOMER))
    assert row
    return row


def delivered(world: Local) -> Names:
    until(lambda: row_of(world).state is State.DELIVERED)
    return {}


def in_doubt(world: Local) -> Names:
    """As a worker leaves the customer's row that died before SES answered."""
    row = row_of(world)
    doubtful = replace(row, state=State.IN_DOUBT, cause="worker_lost", version=row.version + 1)
    ledger = DynamoLedger(client(world, "dynamodb"), world.outputs["LedgerTable"])
    assert ledger.swap(doubtful, seen=row) is None
    return {}


def paused(world: Local) -> Names:
    assert world.receipts("pause", "--yes").code == 0
    return {}


def two_months_reconciled(world: Local) -> Names:
    for period in ("2024-09", PERIOD):
        assert "Receipts" in world.receipts("reconcile", period).text
    return {}


def changed_by_hand(world: Local) -> Names:
    """Where its code was deployed from; here functions run from the checkout."""
    (stack,) = world.aws("cloudformation", "describe-stacks")["Stacks"]
    told = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    return {"CODE-BUCKET": told["CodeBucket"], "CODE-KEY": told["WorkerCodeKey"]}


def a_large_file_failed(world: Local) -> Names:
    url = world.outputs["LargeFileFailuresQueueUrl"]
    sqs = client(world, "sqs")
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    return {"RECEIPT-HANDLE": message["ReceiptHandle"]}


def with_arguments(world: Local) -> Names:
    told = {"--bucket": world.outputs["LandingBucket"], "--key": "charges-2024-10.csv"}
    (world.directory.parent / "arguments.json").write_text(json.dumps(told))
    return {}


def started(world: Local) -> Names:
    job = world.outputs["LargeFileJob"]
    told = {"--bucket": world.outputs["LandingBucket"], "--key": "charges-2024-10.csv"}
    run = client(world, "glue").start_job_run(JobName=job, Arguments=told)
    return {"RUN-ID": run["JobRunId"]}


def job_is_over(world: Local) -> bool:
    """Whether what was started is done: until then a month is written by half."""
    runs = client(world, "glue").get_job_runs(JobName=world.outputs["LargeFileJob"])["JobRuns"]
    return all(run["JobRunState"] != "RUNNING" for run in runs)


def no_report(world: Local) -> Names:
    for path in world.directory.parent.glob("report-*.html"):
        path.unlink()
    return two_months_reconciled(world)


#: By the beginning of a line: what must be so before a person would type it.
BEFORE: dict[str, Callable[[Local], Names]] = {
    "receipts continue": paused,
    "receipts resolve": in_doubt,
    "receipts resend": delivered,
    "receipts audit top-movers": two_months_reconciled,
    "receipts report": no_report,
    "aws sqs delete-message --queue-url LARGE-FILE-FAILURES-URL": a_large_file_failed,
    "aws lambda update-function-code": changed_by_hand,
    "aws glue start-job-run": with_arguments,
    "aws glue get-job-run ": started,
}
#: What is undone before the next line.
AFTER = {"receipts pause": ("continue",), "receipts end": ("emit", "RUN")}
_T = TypeVar("_T")


def of(table: Mapping[str, _T], line: str, default: _T) -> _T:
    """What the table says of the longest beginning of a line."""
    found = [begin for begin in table if line.startswith(begin)]
    return table[max(found, key=len)] if found else default


@pytest.mark.parametrize("line", COMMANDS)
def test_what_a_page_says_can_be_typed_works(world, folder, line):
    known = of(BEFORE, line, lambda _: {})(world)
    code, says = of(ENDS, line, (0, ""))

    known = {**names(world), **known}
    said = type_in(world, line, known, folder=folder)

    assert said.code == code, said.text
    assert says in said.text
    assert "Traceback" not in said.text
    if undo := of(AFTER, line, ()):
        world.receipts(*(known.get(word, word) for word in undo), "--yes")
    until(lambda: job_is_over(world))


def test_a_month_that_is_out_is_followed_to_its_end_at_once(world):
    said = world.receipts("show", PERIOD, "--follow")

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
