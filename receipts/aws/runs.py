"""What is counted of each run and decided about it: one item of the ledger's table each."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from receipts.aws.answers import translated
from receipts.aws.items import from_item, to_item
from receipts.brake import RunMarks, Tally

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoRuns:
    """Counts are added and marks are set, never overwritten: nothing has to be read first."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._db = client
        self._table = table

    def find(self, run_id: str) -> RunMarks:
        """The marks as they are now, read consistently."""
        with translated("read a run's marks"):
            answer = self._db.get_item(TableName=self._table, Key=_key(run_id), ConsistentRead=True)
        return _marks(run_id, from_item(answer.get("Item", {})))

    def add(self, run_id: str, tally: Tally) -> RunMarks:
        """Count; the marks afterwards."""
        return self._update(
            run_id,
            "ADD outcomes :outcomes, bounced :bounced, complained :complained",
            {
                ":outcomes": tally.outcomes,
                ":bounced": tally.bounced,
                ":complained": tally.complained,
            },
        )

    def release_brake(self, run_id: str) -> None:
        """Never stop for this run again."""
        self._update(run_id, "SET brake_off = :yes", {":yes": True})

    def end(self, run_id: str, *, by: str, at: datetime) -> None:
        """Send nothing more of it."""
        self._update(
            run_id, "SET ended_by = :by, ended_at = :at", {":by": by, ":at": at.isoformat()}
        )

    def reopen(self, run_id: str) -> None:
        """Take its end back."""
        self._update(run_id, "REMOVE ended_by, ended_at", {})

    def _update(self, run_id: str, expression: str, values: dict[str, Any]) -> RunMarks:
        named: dict[str, Any] = {"ExpressionAttributeValues": to_item(values)} if values else {}
        with translated("mark a run"):
            answer = self._db.update_item(
                TableName=self._table,
                Key=_key(run_id),
                UpdateExpression=expression,
                ReturnValues="ALL_NEW",
                **named,
            )
        return _marks(run_id, from_item(answer["Attributes"]))


def _key(run_id: str) -> dict[str, Any]:
    return to_item({"pk": f"run#{run_id}", "sk": "marks"})


def _marks(run_id: str, row: dict[str, Any]) -> RunMarks:
    ended_at = row.get("ended_at")
    return RunMarks(
        run_id=run_id,
        tally=Tally(
            outcomes=int(row.get("outcomes", 0)),
            bounced=int(row.get("bounced", 0)),
            complained=int(row.get("complained", 0)),
        ),
        brake_off=row.get("brake_off", False),
        ended_by=row.get("ended_by"),
        ended_at=datetime.fromisoformat(ended_at) if ended_at else None,
    )
