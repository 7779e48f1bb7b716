"""The ledger's table as cloudformation/receipts.yaml makes it."""


def create_ledger(client: object, name: str = "ledger") -> None:
    """With the index of doubts."""
    text = ("pk", "sk", "doubt", "changed_at")
    client.create_table(
        TableName=name,
        KeySchema=_keys("pk", "sk"),
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in text],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "doubts",
                "KeySchema": _keys("doubt", "changed_at"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
