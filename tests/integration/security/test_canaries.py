"""No name, address, id, service, amount or file name is where it has no business."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from receipts.local.world import World
from tests.integration.security import canary_month
from tests.integration.security.canaries import (
    AMOUNT,
    FILE,
    TEXT,
    Said,
    canaries,
    everything,
    overheard,
)

ROOT = Path(__file__).parents[3]
#: What may be where, and why.
ALLOWED = {
    "queue receipts-feedback": ({TEXT}, "SES's own events name the recipient"),
    "queue receipts-charges.fifo": ({FILE}, "it says which file was dropped"),
    "queue receipts-charges-dead.fifo": ({FILE}, "it says which file was dropped"),
    "key in LandingBucket": ({FILE}, "people name what they drop"),
    "run of a job": ({FILE}, "the job is told which file to read"),
}
#: What has to have happened, by what the logs say of it.
HAPPENED = {
    *("run_evaluated", "handed_over", "receipt_handled", "receipt_not_sent"),
    *("receipt_dead_lettered", "sending_paused", "feedback_recorded", "feedback_kept"),
    *("feedback_ignored", "month_reconciled", "AlteredSnapshotError"),
    *("MissingObjectError", "Bounce", "Complaint", "CloudWatchMetrics"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Where the months were, what left the functions, and what did once more was planted."""
    directory = tmp_path_factory.mktemp("canaries")
    with (
        overheard() as traffic,
        World(
            directory,
            template=ROOT / "cloudformation" / "receipts.yaml",
            code_root=ROOT,
            parameters=canary_month.PARAMETERS,
            retry_after=0,
            schedule_every=1,
        ) as world,
    ):
        canary_month.run(world, directory, traffic)
        said = [*_named(everything(world, directory, traffic), world)]
        _plant(world, directory)
        yield directory, said, [*_named(everything(world, directory, traffic), world)]


def _named(said: Iterator[Said], world: World) -> Iterator[Said]:
    """Buckets by their names in the template."""
    names = {world.outputs[name]: name for name in ("LandingBucket", "AuditBucket")}
    for where, what in said:
        way, _, bucket = where.partition("key in ")
        yield Said(where if way else f"key in {names.get(bucket, bucket)}", what)


def _plant(world: World, directory: Path) -> None:
    with (directory / "logs" / "WorkerFunction.log").open("a") as log:
        log.write(f"Traceback: {TEXT}\n")
    sqs, table = world.client("sqs"), world.outputs["LedgerTable"]
    sqs.send_message(QueueUrl=world.outputs["ReceiptQueueUrl"], MessageBody=TEXT)
    sqs.create_queue(QueueName=TEXT)
    row = {"pk": {"S": "x"}, "sk": {"S": TEXT}}
    world.client("dynamodb").put_item(TableName=table, Item=row)
    key = {"Bucket": world.outputs["AuditBucket"], "Key": f"runs/{TEXT}", "IfNoneMatch": "*"}
    world.client("s3").put_object(**key)
    data = [{"MetricName": "X", "Dimensions": [{"Name": "Customer", "Value": TEXT}], "Value": 1}]
    world.client("cloudwatch").put_metric_data(Namespace="Receipts", MetricData=data)
    job = world.outputs["ReconcileJob"]
    world.client("glue").start_job_run(JobName=job, Arguments={"--period": TEXT})


def strays(said: list[Said]) -> list[tuple[Said, set[str]]]:
    """What has canaries in it that may not be there."""
    found = ((each, canaries(each) - ALLOWED.get(each.where, (set(), ""))[0]) for each in said)
    return [(each, which) for each, which in found if which]


def test_nothing_that_leaves_a_function_names_a_customer_an_amount_or_a_file(told):
    _, said, _ = told

    assert strays(said) == []


def test_what_may_name_one_does(told):
    _, said, _ = told

    found = {each.where for each in said if canaries(each)}

    assert found == ALLOWED.keys()


@pytest.mark.parametrize("what", sorted(HAPPENED))
def test_it_all_went_wrong(told, what):
    _, said, _ = told

    assert any(what in each.what for each in said if each.where.startswith("log "))


def test_every_function_job_queue_and_store_was_looked_at(told):
    _, said, _ = told

    ways = {each.where for each in said}

    functions = ("ParserFunction", "WorkerFunction", "FeedbackFunction", "WatchFunction")
    assert {f"log {name}" for name in (*functions, "LargeFileJob", "ReconcileJob")} <= ways
    assert {"queue receipts-receipts", "key in AuditBucket", "row", "metric"} <= ways
    assert any("Receipt" in way and "Dead" in way for way in ways)


def test_customers_were_held_in_conflict_and_rejected(told):
    directory, _, _ = told
    records = [json.loads(path.read_text()) for path in directory.glob("audit/runs/*/*.json")]

    counted = set(re.findall(r'"(\w+)": [1-9]', json.dumps(records)))

    assert counted >= {
        *("email_invalid", "charges_not_a_number", "identity_conflict", "conflict"),
        *("profile_invalid", "period_missing", "file_damaged"),
    }


@pytest.mark.parametrize("canary", [TEXT, AMOUNT])
def test_mails_do_carry_the_canaries(told, canary):
    directory, _, _ = told
    mails = [path.read_text() for path in (directory / "outbox").glob("*.eml")]

    carrying = [mail for mail in mails if canary in canaries(Said("", mail))]

    assert mails
    assert carrying == mails


@pytest.mark.parametrize(
    "where",
    [
        *("log WorkerFunction", "queue receipts-receipts", "attributes of a queue", "row"),
        *("key in AuditBucket", "metric", "run of a job"),
    ],
)
def test_a_canary_that_is_planted_is_found(told, where):
    _, _, planted = told

    assert where in {each.where for each, _ in strays(planted)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("918,273.64", {AMOUNT}),
        ("918 273,64", {AMOUNT}),
        (f"{TEXT.upper()} 1", {TEXT}),
        (f"x/{FILE}.csv", {FILE}),
        ("918273", set()),
    ],
)
def test_canaries_are_known_however_they_are_written(text, found):
    assert canaries(Said("", text)) == found
