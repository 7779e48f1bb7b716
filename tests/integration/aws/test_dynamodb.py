from dataclasses import replace
from datetime import timedelta

import pytest

from receipts import keys
from receipts.aws.dynamodb import DynamoFileIndex, DynamoLedger
from receipts.ledger import State
from receipts.lifecycle import moved
from tests.builders import NOW, RECEIPT_B, entry


@pytest.fixture
def table(aws):
    client = aws("dynamodb")
    client.create_table(
        TableName="ledger",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


def test_a_row_survives_the_table_with_every_field(table):
    ledger = DynamoLedger(table, "ledger")
    row = entry(
        State.SENT,
        message_id="ses-1",
        sent_at=NOW + timedelta(microseconds=1),
        cause="x",
        superseded=frozenset({RECEIPT_B}),
        copy_after=1,
    )

    ledger.swap(row, seen=None)

    assert ledger.month("2024-09") == {row.customer_key: row}


def test_a_row_is_found_by_its_month_and_customer(table):
    ledger = DynamoLedger(table, "ledger")
    row = entry(State.SENT, message_id="ses-1", sent_at=NOW)
    ledger.swap(row, seen=None)

    found = ledger.find("2024-09", row.customer_key)

    assert found == row
    assert ledger.find("2024-10", row.customer_key) is None


def test_only_one_of_two_first_writers_wins(table):
    ledger = DynamoLedger(table, "ledger")
    first, second = entry(State.SENDING), entry(State.SENDING, receipt_id=RECEIPT_B)

    assert ledger.swap(first, seen=None) is None
    assert ledger.swap(second, seen=None) == first


def test_a_write_on_a_row_that_moved_changes_nothing_and_tells_the_row(table):
    ledger = DynamoLedger(table, "ledger")
    claim = entry(State.SENDING)
    sent = moved(claim, State.SENT, now=NOW)
    ledger.swap(claim, seen=None)
    ledger.swap(sent, seen=claim)

    late = ledger.swap(moved(claim, State.FAILED, now=NOW), seen=claim)

    assert late == sent
    assert ledger.month("2024-09") == {sent.customer_key: sent}


def test_a_month_is_read_from_all_its_partitions(table):
    ledger = DynamoLedger(table, "ledger")
    for number in range(40):
        key = keys.customer_key(str(number))
        ledger.swap(replace(entry(State.SENT), customer_key=key), seen=None)
    ledger.swap(replace(entry(State.SENT), billing_period="2024-10"), seen=None)

    assert len(ledger.month("2024-09")) == 40


def test_the_first_month_of_a_files_bytes_stands(table):
    files = DynamoFileIndex(table, "ledger")

    months = [files.claim("sha", "2024-09"), files.claim("sha", "2024-10")]

    assert months == ["2024-09", "2024-09"]
