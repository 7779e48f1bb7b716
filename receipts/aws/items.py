"""Values of the ledger's table as DynamoDB has them."""

from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from receipts.aws.answers import ConditionFailedError

_SERIALIZE, _DESERIALIZE = TypeSerializer().serialize, TypeDeserializer().deserialize


def to_item(values: dict[str, Any]) -> dict[str, Any]:
    """What is None is left out."""
    return {name: _SERIALIZE(value) for name, value in values.items() if value is not None}


def from_item(item: dict[str, Any]) -> dict[str, Any]:
    """Numbers come as Decimal."""
    return {name: _DESERIALIZE(value) for name, value in item.items()}


def found_by(error: ConditionFailedError) -> dict[str, Any]:
    """The row that a conditional write met; asked for with ReturnValuesOnConditionCheckFailure."""
    answer: Any = error.answer.response
    return from_item(answer["Item"])
