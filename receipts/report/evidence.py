"""What a run's report is made of, as it lies in the audit bucket. Values only."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from receipts.support.history import Run


@dataclass(frozen=True, slots=True)
class File:
    """An object of the audit bucket, as it was read."""

    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Each customer's one receipt of two months, with what is compared."""

    month: str
    #: Of this month, this run and those dropped before it.
    now: pl.DataFrame
    before: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reconciliation said of a month's receipts: receipt_id, fate, cause."""

    as_of: datetime
    fates: pl.DataFrame
    file: File


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of a run. Tables are empty where nothing was written."""

    run: Run
    #: Of schemas.audit what is asked of each: see reading.py.
    receipts: pl.DataFrame
    lines: pl.DataFrame
    held: pl.DataFrame
    problems: pl.DataFrame
    #: None: nothing to compare it with.
    comparison: Comparison | None
    #: None: as the run was written, before any mail.
    outcome: Outcome | None
    files: tuple[File, ...]
    #: What is missing or unreadable, in words.
    findings: tuple[str, ...]
