"""What a support person does about single receipts, against a stack that is up."""

import pytest

from receipts import keys
from receipts.aws.dynamodb import DynamoLedger
from receipts.aws.s3 import S3AuditStore
from receipts.ledger import LedgerEntry, State
from receipts.letterhead import to_json
from tests.builders import LETTERHEAD, NOW, RUN, charges_csv, line, receipt
from tests.e2e.conftest import Local, client, until

pytestmark = pytest.mark.e2e


def put_in_doubt(local: Local, period: str, customer: str, address: str) -> None:
    """The row that a worker leaves which died before SES answered, and its run's letterhead."""
    content = receipt(
        line("Hosting", "7"),
        billing_period=period,
        customer_id=customer,
        customer_name="Dee",
        email=address,
    )
    row = LedgerEntry(
        billing_period=period,
        customer_key=keys.customer_key(customer),
        receipt_id=keys.receipt_id(content),
        bill_id=keys.bill_id(content),
        run_id=RUN,
        revision=1,
        state=State.IN_DOUBT,
        attempt=1,
        changed_at=NOW,
        cause="worker_lost",
    )
    ledger = DynamoLedger(client(local, "dynamodb"), local.outputs["LedgerTable"])
    audit = S3AuditStore(client(local, "s3"), local.outputs["AuditBucket"])
    assert ledger.swap(row, seen=None) is None
    key = keys.letterhead_key(billing_period=period, run_id=RUN)
    assert audit.put_new(key, to_json(LETTERHEAD))


def test_a_receipt_in_doubt_is_shown_resolved_and_sent_exactly_once(local):
    put_in_doubt(local, "2022-01", "D1", "dee@example.com")
    local.drop(charges_csv("D1,Dee,dee@example.com,Hosting,7"), "2022-01/x.csv")
    until(lambda: "in doubt" in local.receipts("show", "2022-01").text)

    before = local.receipts("show", "D1")
    unasked = local.receipts("resolve", "D1", "2022-01", "--send-again")
    done = local.receipts("resolve", "D1", "2022-01", "--send-again", "--yes")
    until(lambda: local.states("2022-01") == {"DELIVERED": 1})
    again = local.receipts("resolve", "D1", "2022-01", "--send-again", "--yes")
    after = local.receipts("show", "D1", "--period", "2022-01")

    assert "ledger: IN_DOUBT since 2026-11-23 03:00:00 UTC, attempt 1" in before.text
    assert "2022-01/x.csv version" in before.text
    assert (unasked.code, done.code, again.code) == (64, 0, 1), done.text
    assert "It is DELIVERED." in again.text
    assert local.mails_to("dee@example.com") == 1
    assert "ledger: DELIVERED" in after.text
    assert "decided resolve_send_again on IN_DOUBT" in after.text
    (note,) = (local.directory / "audit").glob("decisions/billing_period=2022-01/*.json")
    assert "arn:aws:" in note.read_text()


def test_a_doubt_that_is_resolved_as_sent_is_no_mail(local):
    put_in_doubt(local, "2022-02", "D2", "dan@example.com")

    done = local.receipts("resolve", "D2", "2022-02", "--sent", "--yes")

    assert done.code == 0, done.text
    assert local.states("2022-02") == {"SENT": 1}
    assert local.mails_to("dan@example.com") == 0


def test_a_customer_who_lost_the_mail_gets_one_more(local):
    local.drop(charges_csv("D3,Dot,dot@example.com,Hosting,7"), "2022-03/x.csv")
    until(lambda: local.states("2022-03") == {"DELIVERED": 1})

    done = local.receipts("resend", "D3", "2022-03", "--yes")

    assert done.code == 0, done.text
    until(lambda: local.mails_to("dot@example.com") == 2)
    until(lambda: local.states("2022-03") == {"DELIVERED": 1})
    assert "attempt 2" in local.receipts("show", "D3").text


def test_what_nobody_knows_is_said_in_words(local):
    done = local.receipts("show", "D9")

    assert done.code == 1
    assert "Nothing is known of D9" in done.text
