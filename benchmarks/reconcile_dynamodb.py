"""How fast a month of the ledger is read from moto's DynamoDB: moto's speed, not AWS's."""

import time
from datetime import UTC, datetime

import boto3
from moto import mock_aws

from receipts import keys
from receipts.aws.dynamodb import DynamoLedger
from receipts.ledger import LedgerEntry, State

_MONTH = "2024-09"
_NOW = datetime(2024, 10, 1, tzinfo=UTC)


def rows_a_second(count: int) -> float:
    """Sixteen partitions, a thread each, consistent."""
    with mock_aws():
        client = boto3.client("dynamodb", "us-east-1")  # noqa: TID251 - moto's, in this process
        client.create_table(
            TableName="ledger",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")
            ],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        ledger = DynamoLedger(client, "ledger")
        for number in range(count):
            ledger.swap(_entry(f"C{number}"), seen=None)
        began = time.perf_counter()
        found = ledger.month(_MONTH)
        seconds = time.perf_counter() - began
    assert len(found) == count  # noqa: S101 - a measurement of nothing
    return count / seconds


def _entry(customer_id: str) -> LedgerEntry:
    key = keys.customer_key(customer_id)
    return LedgerEntry(
        billing_period=_MONTH,
        customer_key=key,
        receipt_id=key[::-1],
        bill_id=key,
        run_id="d" * 32,
        revision=1,
        state=State.DELIVERED,
        attempt=1,
        changed_at=_NOW,
        message_id="0" * 60,
        sent_at=_NOW,
    )
