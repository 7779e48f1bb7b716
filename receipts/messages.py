"""The one SQS message: a versioned pointer to a receipt, and nothing a person could be known by."""

import json
import re
from dataclasses import asdict
from typing import Any

from receipts.errors import MalformedMessageError
from receipts.model import ReceiptMessage

VERSION = 1
_HASH = re.compile(r"[0-9a-f]{32}")
_PERIOD = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def to_body(message: ReceiptMessage) -> str:
    """JSON text."""
    return json.dumps({"version": VERSION, **asdict(message)}, separators=(",", ":"))


def from_body(body: str) -> ReceiptMessage:
    """The message, or MalformedMessageError: a forged pointer must not read anything."""
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise MalformedMessageError("the body is not JSON") from error
    if not isinstance(fields, dict) or fields.pop("version", None) != VERSION:
        raise MalformedMessageError(f"the body is not a version {VERSION} message")
    if not _sound(fields):
        raise MalformedMessageError("the body's fields are not those of a receipt message")
    return ReceiptMessage(**fields)


def _sound(fields: dict[str, Any]) -> bool:
    revision = fields.get("revision")
    return (
        fields.keys() == set(ReceiptMessage.__slots__)
        and _is(_HASH, fields["receipt_id"])
        and _is(_HASH, fields["customer_key"])
        and _is(_HASH, fields["run_id"])
        and _is(_PERIOD, fields["billing_period"])
        and type(revision) is int
        and revision >= 1
    )


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
