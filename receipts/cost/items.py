"""Lines of a bill, before they have a price."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

#: AWS's GB.
GIB = 1024**3


class Group(StrEnum):
    """What is added up by itself."""

    RECEIPTS = "receipts"
    SES = "SES"
    FIXED = "each month, receipts or not"


class Used(NamedTuple):
    """So much of what has a price."""

    price: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """What is told as one amount."""

    group: Group
    name: str
    used: tuple[Used, ...]


def lambda_use(invocations: int, memory_mb: Decimal, seconds: Decimal) -> tuple[Used, Used]:
    """Of a function: `seconds` are those of all invocations together."""
    time = Used("lambda_time", seconds * memory_mb / 1024)
    return Used("lambda_request", Decimal(invocations)), time
