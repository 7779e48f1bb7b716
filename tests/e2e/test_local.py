"""`receipts local` with the ordinary AWS CLI as the user's tool."""

import json
import os
import subprocess
import sys

import pytest

from tests.builders import ALICE, BOB, charges_csv
from tests.e2e.conftest import ROOT, Local, until

pytestmark = pytest.mark.e2e


def run_job(name: str, local: Local, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(ROOT / "jobs" / name), *arguments],
        env={**local.environment, "PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_dropped_file_becomes_mails_in_the_outbox(local):
    local.drop(charges_csv(ALICE, BOB), "2024-09/x.csv")

    until(lambda: len(local.mails()) == 2)

    assert local.mails_to("alice@example.com") == local.mails_to("bob@example.com") == 1


def test_what_ses_says_of_a_mail_is_in_the_ledger(local):
    bounces = "C3,Bo,bounce@simulator.amazonses.com,Hosting,1"
    complains = "C4,Co,complaint@simulator.amazonses.com,Hosting,1"

    local.drop(charges_csv(ALICE, bounces, complains), "2024-02/x.csv")

    until(lambda: local.states("2024-02") == {"DELIVERED": 1, "BOUNCED": 1, "COMPLAINED": 1})


def test_a_key_with_blanks_and_signs_is_read_as_it_is(local):
    row = "C9,Kim,kim@example.com,Hosting,1"

    local.drop(charges_csv(row), "2024-10/a b+c %41 \u00fc.csv")

    until(lambda: local.mails_to("kim@example.com") == 1)


def test_a_message_that_cannot_be_sent_waits_with_its_cause_and_a_redrive_is_safe(local):
    queue, dead = local.outputs["ReceiptQueueUrl"], local.outputs["ReceiptDeadLetterQueueUrl"]
    local.aws("sqs", "send-message", "--queue-url", queue, "--message-body", "not ours")
    until(lambda: local.dead_letters() == 1)

    received = local.aws(
        "sqs",
        "receive-message",
        "--queue-url",
        dead,
        "--message-attribute-names",
        "All",
        "--visibility-timeout",
        "0",
    )
    before = len(local.mails())
    local.redrive()
    until(lambda: local.dead_letters() == 1)

    (letter,) = received["Messages"]
    assert letter["MessageAttributes"]["cause"]["StringValue"] == "malformed_message"
    assert len(local.mails()) == before


def test_a_redriven_receipt_that_was_sent_already_is_not_sent_again(local):
    row = "C7,Lou,lou@example.com,Hosting,3"
    local.drop(charges_csv(row), "2024-11/x.csv")
    until(lambda: local.mails_to("lou@example.com") == 1)
    audit, month = local.directory / "audit", "billing_period=2024-11"
    (snapshot,) = audit.glob(f"snapshots/{month}/*/*.parquet")
    (run,) = audit.glob(f"runs/{month}/{32 * '?'}.json")
    body = json.dumps(
        {
            "version": 1,
            "receipt_id": snapshot.stem,
            "billing_period": "2024-11",
            "customer_key": snapshot.parent.name.removeprefix("customer_key="),
            "revision": 1,
            "run_id": run.stem,
        }
    )
    before = local.dead_letters()
    url = local.outputs["ReceiptDeadLetterQueueUrl"]
    local.aws("sqs", "send-message", "--queue-url", url, "--message-body", body)

    local.redrive()
    until(lambda: local.dead_letters() == before)

    assert local.mails_to("lou@example.com") == 1


def test_the_job_for_large_files_finishes_what_the_parser_began_and_sends_nothing_twice(local):
    row = "C6,Sam,sam@example.com,Hosting,3"
    local.drop(charges_csv(row), "2024-06/x.csv")
    until(lambda: local.mails_to("sam@example.com") == 1)
    function = local.aws(
        "lambda", "get-function-configuration", "--function-name", local.outputs["ParserFunction"]
    )
    settings = function["Environment"]["Variables"].items()
    told = [part for name, value in settings for part in ("--setting", f"{name}={value}")]

    file = ("--bucket", local.outputs["LandingBucket"], "--key", "2024-06/x.csv")
    done = run_job("parse_large_file.py", local, *file, *told)

    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0::2] == ["2024-06", "accepted"]
    assert local.mails_to("sam@example.com") == 1
