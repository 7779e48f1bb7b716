"""Questions to the audit data of a stack that is up, as a person asks them."""

import csv
import io
from decimal import Decimal

import pytest

from tests.builders import charges_csv
from tests.e2e.conftest import Local, until

pytestmark = pytest.mark.e2e

ANN = "A1,Ann,ann@example.com,Hosting,10.50"
BEN = "B1,Ben,bounce@simulator.amazonses.com,Backup,3.25"
BAD = "C1,Cy,cy@example.com,Backup,x"


def answered(local: Local, *words: str) -> tuple[int, list[dict]]:
    """The exit code and the rows of a CSV."""
    done = local.receipts("audit", *words, "--format", "csv")
    lines = [line for line in done.text.splitlines() if "," in line and " " not in line]
    return done.code, list(csv.DictReader(io.StringIO("\n".join(lines).lstrip("\ufeff"))))


def test_a_month_is_asked_about_before_and_after_it_is_reconciled(local):
    local.drop(charges_csv(ANN, BEN, BAD), "2021-01/x.csv")
    until(lambda: local.states("2021-01") == {"DELIVERED": 1, "BOUNCED": 1})

    before = local.receipts("audit", "fates", "--period", "2021-01")
    local.receipts("reconcile", "2021-01")
    code, fates = answered(local, "fates", "--period", "2021-01")
    _, nothing = answered(local, "got-nothing", "--period", "2021-01")

    assert (before.code, code) == (1, 0), before.text
    assert "2021-01 was never reconciled" in before.text
    assert sum(Decimal(row["billed"]) for row in fates) == Decimal("13.75")
    assert {row["standing"] for row in fates} == {"current"}
    assert {row["customer_id"]: row["why"] for row in nothing} == {"B1": "bounced", "C1": "held"}


def test_the_aws_cli_runs_a_named_query_in_the_stacks_workgroup(local):
    local.drop(charges_csv(ANN), "2021-02/x.csv")
    until(lambda: local.states("2021-02") == {"DELIVERED": 1})
    asked = "SELECT customer_id, billed FROM receipts WHERE billing_period = ?"

    started = local.aws(
        *("athena", "start-query-execution", "--query-string", asked),
        *("--work-group", local.outputs["AuditWorkGroup"]),
        *("--query-execution-context", f"Database={local.outputs['AuditDatabase']}"),
        *("--execution-parameters", "'2021-02'"),
    )
    of_it = ("--query-execution-id", started["QueryExecutionId"])
    told = local.aws("athena", "get-query-execution", *of_it)["QueryExecution"]
    results = local.aws("athena", "get-query-results", *of_it)["ResultSet"]["Rows"]
    kept = local.aws("s3api", "list-objects-v2", "--bucket", results_bucket(local))["Contents"]

    assert told["Status"]["State"] == "SUCCEEDED"
    assert told["Statistics"]["DataScannedInBytes"] > 0
    assert [[cell["VarCharValue"] for cell in row["Data"]] for row in results] == [
        ["customer_id", "billed"],
        ["A1", "10.500000000000"],
    ]
    assert f"{started['QueryExecutionId']}.csv" in [each["Key"] for each in kept]


def results_bucket(local: Local) -> str:
    group = local.aws("athena", "get-work-group", "--work-group", local.outputs["AuditWorkGroup"])
    place = group["WorkGroup"]["Configuration"]["ResultConfiguration"]["OutputLocation"]
    return place.removeprefix("s3://").rstrip("/")


def test_a_foreign_file_in_a_tables_folder_is_named(local):
    local.drop(charges_csv(ANN, BEN), "2021-03/x.csv")
    until(lambda: sum(local.states("2021-03").values()) == 2)
    key = "receipts/billing_period=2021-03/export.csv"
    foreign = local.directory / "export.csv"
    foreign.write_text("customer,amount\n")
    bucket = ("--bucket", local.outputs["AuditBucket"])
    local.aws(
        "s3api", "put-object", *bucket, "--key", key, "--body", str(foreign), "--if-none-match", "*"
    )

    done = local.receipts("audit", "fates", "--period", "2021-03")
    other = local.receipts("audit", "problems", "--period", "2021-03")

    assert done.code == 70
    assert f"{key} is not what its table says" in done.text
    # Another table can still be asked, and the file is named all the same.
    assert other.code == 1
    assert f"{key} is no file of ours" in other.text


def test_what_would_read_too_much_or_writes_is_refused(local):
    everything = local.receipts("audit", "SELECT * FROM snapshots")
    writing = local.receipts("audit", "DROP TABLE receipts")

    assert (everything.code, writing.code) == (70, 70)
    assert "snapshots are asked about one customer" in everything.text
    assert "only a query that reads is let through" in writing.text
