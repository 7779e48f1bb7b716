"""The ledger table: one row per customer and month, and one per billed file."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from receipts import keys
from receipts.aws.answers import ConditionFailedError, translated
from receipts.aws.items import found_by, from_item, to_item
from receipts.ledger import LedgerEntry, State

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PARTITIONS = "0123456789abcdef"
#: Rows in doubt, by when their doubt began.
_DOUBTS, _DOUBT = "doubts", "1"


class DynamoLedger:
    """Compare-and-swap on `version`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._db = client
        self._table = table

    def month(self, billing_period: str) -> dict[str, LedgerEntry]:
        """All rows of a month by customer_key, read consistently from its 16 partitions."""
        with ThreadPoolExecutor(len(_PARTITIONS)) as pool:
            parts = pool.map(lambda digit: self._partition(billing_period, digit), _PARTITIONS)
            return {entry.customer_key: entry for part in parts for entry in part}

    def _partition(self, billing_period: str, digit: str) -> list[LedgerEntry]:
        pk = keys.ledger_partition(billing_period=billing_period, customer_key=digit)
        pages = self._db.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=to_item({":pk": pk}),
            ConsistentRead=True,
        )
        with translated("read the ledger"):
            return [_entry(from_item(item)) for page in pages for item in page["Items"]]

    def find(self, billing_period: str, customer_key: str) -> LedgerEntry | None:
        """The row as it is now, read consistently, or None."""
        pk = keys.ledger_partition(billing_period=billing_period, customer_key=customer_key)
        with translated("read the ledger"):
            answer = self._db.get_item(
                TableName=self._table,
                Key=to_item({"pk": pk, "sk": customer_key}),
                ConsistentRead=True,
            )
        return _entry(from_item(answer["Item"])) if "Item" in answer else None

    def swap(self, new: LedgerEntry, *, seen: LedgerEntry | None) -> LedgerEntry | None:
        """Write `new` if the row still is `seen`; else the row that is there."""
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if seen:
            condition = {
                "ConditionExpression": "version = :seen",
                "ExpressionAttributeValues": to_item({":seen": seen.version}),
            }
        try:
            self._put(_row(new), condition)
        except ConditionFailedError as error:
            return _entry(found_by(error))
        return None

    def overdue_doubts(self, before: datetime) -> int:
        """How many rows of any month are in doubt since before then."""
        pages = self._db.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=_DOUBTS,
            KeyConditionExpression="doubt = :doubt AND changed_at < :before",
            ExpressionAttributeValues=to_item({":doubt": _DOUBT, ":before": before.isoformat()}),
            Select="COUNT",
        )
        with translated("count doubts"):
            return sum(page["Count"] for page in pages)

    def _put(self, row: dict[str, Any], condition: dict[str, Any]) -> None:
        with translated("write the ledger"):
            self._db.put_item(
                TableName=self._table,
                Item=row,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **condition,
            )


class DynamoFileIndex:
    """Which month each file's bytes were billed under, in the ledger's table."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._db = client
        self._table = table

    def claim(self, content_sha256: str, billing_period: str) -> str:
        """Note the month unless one is noted already; the month that stands."""
        row = {"pk": f"file#{content_sha256}", "sk": "billing_period", "value": billing_period}
        try:
            with translated("note a billed file"):
                self._db.put_item(
                    TableName=self._table,
                    Item=to_item(row),
                    ConditionExpression="attribute_not_exists(pk)",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
        except ConditionFailedError as error:
            return str(found_by(error)["value"])
        return billing_period


def _row(entry: LedgerEntry) -> dict[str, Any]:
    values = {f.name: getattr(entry, f.name) for f in fields(entry)}
    values["superseded"] = sorted(entry.superseded)
    for name in ("changed_at", "sent_at"):
        values[name] = values[name].isoformat() if values[name] else None
    key = {
        "pk": keys.ledger_partition(
            billing_period=entry.billing_period, customer_key=entry.customer_key
        ),
        "sk": entry.customer_key,
    }
    # Only rows with it are in the index of doubts.
    doubt = _DOUBT if entry.state is State.IN_DOUBT else None
    return to_item({**key, **values, "doubt": doubt})


def _entry(values: dict[str, Any]) -> LedgerEntry:
    sent_at, copy_after = values.get("sent_at"), values.get("copy_after")
    return LedgerEntry(
        billing_period=values["billing_period"],
        customer_key=values["customer_key"],
        receipt_id=values["receipt_id"],
        bill_id=values["bill_id"],
        run_id=values["run_id"],
        revision=int(values["revision"]),
        state=State(values["state"]),
        attempt=int(values["attempt"]),
        changed_at=datetime.fromisoformat(values["changed_at"]),
        message_id=values.get("message_id"),
        sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
        cause=values.get("cause"),
        superseded=frozenset(values["superseded"]),
        copy_after=None if copy_after is None else int(copy_after),
        version=int(values["version"]),
    )
