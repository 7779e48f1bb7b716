"""`receipts dlq` against a stack that is up, as whoever is on duty uses it."""

import json

import pytest

from tests.builders import charges_csv
from tests.e2e.conftest import Local, until
from tests.e2e.letters import cause, forget, put, sent_receipt

pytestmark = pytest.mark.e2e


def dlq(local: Local, *options: str, answer: str = "") -> tuple[int, str]:
    return local.receipts("dlq", *options, answer=answer)


def test_a_redrive_sends_what_may_be_sent_removes_what_is_out_and_leaves_the_rest(local):
    put(local, sent_receipt(local, "2022-01", "sent"), *cause("refused_by_ses"))
    good = sent_receipt(local, "2022-02", "good")
    forget(local, good)
    put(local, good)
    put(local, "not ours", *cause("malformed_message"))
    before = len(local.mails())

    listed = dlq(local, "list")
    dry = dlq(local, "redrive", "--dry-run")
    unasked = dlq(local, "redrive")
    untouched = (local.dead_letters(), len(local.mails()))
    moved = dlq(local, "redrive", answer="y\n")
    until(lambda: local.mails_to("good@example.com") == 2)
    left = dlq(local, "list")

    assert listed[0] == dry[0] == unasked[0] == 1
    assert "Months: 2022-01, 2022-02" in listed[1]
    assert all(code in listed[1] for code in ("refused_by_ses", "malformed_message", "none"))
    assert "example.com" not in listed[1]
    assert "Nothing was touched." in dry[1]
    assert "--yes" in unasked[1]
    assert untouched == (3, before)
    assert moved[0] == 1, moved[1]
    assert "already sent: done with" in moved[1]
    assert (left[0], local.dead_letters()) == (1, 1)
    assert "refused_by_ses" not in left[1]
    assert len(local.mails()) == before + 1


def test_a_file_that_waits_is_shown_and_read_again(local):
    row = "again,Again,again@example.com,Hosting,3"
    local.drop(charges_csv(row), "2022-03/x.csv")
    until(lambda: local.mails_to("again@example.com") == 1)
    bucket = local.outputs["LandingBucket"]
    head = local.aws("s3api", "head-object", "--bucket", bucket, "--key", "2022-03/x.csv")
    stored = {"key": "2022-03/x.csv", "size": 90, "version-id": head["VersionId"]}
    event = {"time": "2022-04-01T00:00:00Z", "detail": {"bucket": {"name": bucket}}}
    event["detail"]["object"] = stored
    url = local.outputs["ChargesDeadLetterQueueUrl"]
    fifo = ("--message-group-id", "charges", "--message-deduplication-id", "1")
    body = ("--queue-url", url, "--message-body", json.dumps(event))
    local.aws("sqs", "send-message", *body, *fifo)

    listed = dlq(local, "list")
    moved = dlq(local, "redrive", "--charges", "--yes")
    runs = local.directory / "audit" / "runs" / "billing_period=2022-03"
    until(lambda: any(runs.glob("*.20220401T*.json")))
    again = dlq(local, "redrive", "--charges", "--yes")

    assert "2022-03/x.csv" in listed[1]
    assert head["VersionId"] in listed[1]
    assert (moved[0], again[0]) == (0, 0), moved[1]
    assert "moved to the charges queue" in moved[1]
    assert local.mails_to("again@example.com") == 1
