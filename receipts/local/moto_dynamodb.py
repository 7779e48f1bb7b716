"""Conditional writes that are atomic, which is all a ledger relies on."""

from collections.abc import Iterator
from contextlib import contextmanager

from moto.dynamodb.models import DynamoDBBackend

from receipts.local.atomic import one_at_a_time


@contextmanager
def completed() -> Iterator[None]:
    """While open, no write comes between another's condition and its effect.

    moto.dynamodb.models checks a condition first and writes later, without a lock.
    """
    writes = ("put_item", "update_item", "delete_item", "transact_write_items")
    with one_at_a_time(DynamoDBBackend, *writes):
        yield
