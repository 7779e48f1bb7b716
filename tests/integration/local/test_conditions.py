from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from receipts.local.world import World

RACES = range(20)
RACERS = range(8)


def winners(write: Any) -> int:
    """How many of several simultaneous writes succeed."""

    def succeeds(racer: int) -> bool:
        try:
            write(racer)
        except ClientError:
            return False
        return True

    with ThreadPoolExecutor(len(RACERS)) as racing:
        return sum(racing.map(succeeds, RACERS))


def test_of_simultaneous_conditional_puts_into_the_ledger_one_wins(world: World):
    dynamodb, table = world.client("dynamodb"), world.outputs["LedgerTable"]

    def claim(race: int) -> int:
        return winners(
            lambda racer: dynamodb.put_item(
                TableName=table,
                Item={"pk": {"S": str(race)}, "by": {"N": str(racer)}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        )

    assert [claim(race) for race in RACES] == [1] * len(RACES)


@pytest.mark.parametrize("prefix", ["receipts/", "elsewhere/"])
def test_of_simultaneous_conditional_puts_into_a_bucket_one_wins(world: World, prefix: str):
    s3, bucket = world.client("s3"), world.outputs["AuditBucket"]

    def write(race: int) -> int:
        return winners(
            lambda racer: s3.put_object(
                Bucket=bucket, Key=f"{prefix}{race}", Body=str(racer).encode(), IfNoneMatch="*"
            )
        )

    assert [write(race) for race in RACES[:5]] == [1] * 5
