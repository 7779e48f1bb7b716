"""The pause switch: one item of the ledger's table."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from receipts.aws.answers import ConditionFailedError, translated
from receipts.aws.items import found_by, from_item, to_item
from receipts.pause import Pause, Switch
from receipts.reasons import Reason

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEY = {"pk": "pause", "sk": "pause"}


class DynamoPauseSwitch:
    """Compare-and-swap on `version`. The item stays when sending goes on: no role may delete."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._db = client
        self._table = table

    def read(self) -> Switch:
        """As it stands now, read consistently."""
        with translated("read the pause switch"):
            answer = self._db.get_item(
                TableName=self._table, Key=to_item(_KEY), ConsistentRead=True
            )
        return _switch(from_item(answer["Item"])) if "Item" in answer else Switch()

    def swap(self, new: Switch, *, seen: Switch) -> Switch | None:
        """Write `new` if it still is `seen`; else what is there."""
        try:
            with translated("throw the pause switch"):
                self._db.put_item(
                    TableName=self._table,
                    Item=to_item(_row(new)),
                    ConditionExpression="attribute_not_exists(pk) OR version = :seen",
                    ExpressionAttributeValues=to_item({":seen": seen.version}),
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
        except ConditionFailedError as error:
            return _switch(found_by(error))
        return None


def _row(switch: Switch) -> dict[str, Any]:
    row: dict[str, Any] = {**_KEY, "version": switch.version}
    if pause := switch.pause:
        row |= {"reason": pause.reason, "since": pause.since.isoformat(), "by": pause.by}
        row |= {"run_id": pause.run_id}
    return row


def _switch(row: dict[str, Any]) -> Switch:
    version = int(row["version"])
    if "reason" not in row:
        return Switch(None, version)
    pause = Pause(
        reason=Reason(row["reason"]),
        since=datetime.fromisoformat(row["since"]),
        by=row["by"],
        run_id=row.get("run_id"),
    )
    return Switch(pause, version)
