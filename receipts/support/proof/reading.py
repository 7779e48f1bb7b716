"""Stored bytes as what they should be. Nothing is trusted, and nothing raises. Pure."""

import gzip
import json
import zlib
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pyarrow as pa

from receipts import keys, money, snapshots
from receipts.errors import AlteredSnapshotError
from receipts.model import Receipt
from receipts.snapshots import read_many
from receipts.support.proof.evidence import Stored


def table_of(stored: Stored) -> pa.Table | None:
    """Rows of Parquet; None: it is gone or unreadable."""
    try:
        return read_many(stored.data) if stored.data else None
    except (pa.ArrowException, OSError):
        return None


def content_of(stored: Stored) -> Receipt | None:
    """The receipt in a snapshot; None: it is gone or none."""
    try:
        return snapshots.decode(stored.data) if stored.data else None
    except AlteredSnapshotError:
        return None


def object_of(stored: Stored) -> dict[str, Any]:
    """Of JSON; empty where it is gone or unreadable."""
    try:
        told = json.loads(stored.data or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def mail_of(stored: Stored) -> EmailMessage | None:
    """Unpacked and parsed; None: it is gone or no mail."""
    try:
        mail = message_from_bytes(gzip.decompress(stored.data or b""), policy=policy.default)
    except (OSError, EOFError, zlib.error):
        return None
    return mail if isinstance(mail, EmailMessage) and mail["To"] and mail["Subject"] else None


def billed_by(content: Receipt) -> dict[str, Any]:
    """What a row of the `receipts` table must say of a content."""
    exact = money.total(line.charges for line in content.lines)
    return {
        "total": exact,
        "billed": money.rounded(exact, content.currency),
        "bill_id": keys.bill_id(content),
        "line_count": len(content.lines),
        "currency": content.currency,
        "customer_id": content.customer_id,
        "customer_name": content.customer_name,
        "email": content.email,
        "locale": content.locale,
    }


def listed(numbers: list[int]) -> str:
    """A few numbers."""
    shown = ", ".join(f"{number:,}" for number in numbers[:10])
    return shown if len(numbers) <= 10 else f"{shown} and {len(numbers) - 10:,} more"


def moment(at: datetime) -> str:
    """For people."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
