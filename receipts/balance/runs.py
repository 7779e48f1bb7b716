"""What a month's runs wrote, as columns, or where it does not fit together. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

#: Of the `receipts` tables all that decides a fate or is told of it.
RECEIPT_COLUMNS = (
    *("run_id", "receipt_id", "period_start", "customer_id", "customer_key", "currency"),
    *("bill_id", "total", "billed", "mailed"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRun:
    """A run that was written to its end."""

    run_id: str
    record: Mapping[str, Any]
    #: First drop and last, aware UTC.
    first_drop: datetime
    last_drop: datetime
    #: When its last mail was expected to be out.
    due_at: datetime
    is_correction: bool
    #: A person ended it.
    is_ended: bool
    #: A person has to approve it.
    is_held_up: bool
    #: RECEIPT_COLUMNS.
    receipts: pl.DataFrame
    #: As schemas.audit.HELD.
    held: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit together, so that nobody can say what a month comes to."""

    #: Of the audit bucket.
    key: str
    words: str


@dataclass(frozen=True, slots=True)
class WrittenMonth:
    """All runs of a month, first drop first."""

    billing_period: str
    runs: Sequence[WrittenRun]
    findings: Sequence[Finding]
