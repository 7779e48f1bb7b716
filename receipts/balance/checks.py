"""Whether a run's record, its tables and its notes fit together. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from receipts.balance.runs import Finding

#: What is read of a run's record.
RECORD_NAMES = (
    *("run_id", "billing_period", "mode"),
    *(_COUNTS := ("receipts", "held", "unreadable_amounts")),
    *(_SUMS := ("charges_total", "receipts_total", "held_total")),
)


def record_findings(key: str, record: Any, *, run_id: str) -> Iterator[Finding]:
    """What is wrong with a record, read from JSON."""
    missing = [name for name in RECORD_NAMES if not isinstance(record, dict) or name not in record]
    if missing:
        yield Finding(key, f"It is no record of a run: it lacks {', '.join(missing)}.")
    elif record["run_id"] != run_id:
        yield Finding(key, f"It is the record of another run, {record['run_id']}.")
    elif wrong := [name for name in _SUMS if not _is_sums(record[name])]:
        yield Finding(key, f"It has no readable amounts in {', '.join(wrong)}.")
    elif wrong := [name for name in _COUNTS if not isinstance(record[name], int)]:
        yield Finding(key, f"It has no readable numbers in {', '.join(wrong)}.")


def note_findings(key: str, note: Any) -> Iterator[Finding]:
    """What is wrong with the note of a drop, read from JSON."""
    names = ("dropped_at", "last_out_at", "awaits_approval")
    missing = [name for name in names if not isinstance(note, dict) or name not in note]
    if missing:
        yield Finding(key, f"It is no note of a drop: it lacks {', '.join(missing)}.")
    elif not (_is_time(note["dropped_at"]) and _is_time(note["last_out_at"] or note["dropped_at"])):
        yield Finding(key, "It has no readable times.")


def _is_sums(amounts: Any) -> bool:
    try:
        return all(Decimal(text).is_finite() for text in amounts.values())
    except (AttributeError, TypeError, ValueError, ArithmeticError):
        return False


def _is_time(text: Any) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except (TypeError, ValueError):
        return False


def receipts_findings(
    key: str, table: pl.DataFrame, record: Mapping[str, Any]
) -> Iterator[Finding]:
    """What a run's record and its `receipts` table do not agree on."""
    yield from _of_the_run(key, table, record)
    month = date.fromisoformat(f"{record['billing_period']}-01")
    if any(each != month for each in table["period_start"].unique()):
        yield Finding(key, "It has receipts of another month.")
    if table["receipt_id"].n_unique() != table.height:
        yield Finding(key, "It has a receipt twice.")
    if table.height != record["receipts"]:
        said = f"the run's record says {record['receipts']:,}"
        yield Finding(key, f"It has {table.height:,} receipts, {said}.")
    yield from _sums(key, sums(table, "total"), record["receipts_total"])


def held_findings(key: str, table: pl.DataFrame, record: Mapping[str, Any]) -> Iterator[Finding]:
    """What a run's record and its `held` table do not agree on."""
    yield from _of_the_run(key, table, record)
    for name, count, said in (
        ("held customers", table["customer_id"].n_unique(), record["held"]),
        ("unreadable amounts", table["charges"].null_count(), record["unreadable_amounts"]),
    ):
        if count != said:
            words = f"It has {count:,} {name}, the run's record says {said:,}."
            yield Finding(key, words)
    yield from _sums(key, sums(table, "charges"), record["held_total"])


def sums(table: pl.DataFrame, amount: str) -> dict[str, Decimal]:
    """The exact sum of each currency, over what can be read."""
    known = table.select("currency", pl.col(amount).alias("amount")).drop_nulls()
    summed = known.group_by("currency").agg(pl.col("amount").sum()).sort("currency")
    return dict(summed.iter_rows())


def _of_the_run(key: str, table: pl.DataFrame, record: Mapping[str, Any]) -> Iterator[Finding]:
    others = set(table["run_id"].unique()) - {record["run_id"]}
    if others:
        yield Finding(key, f"It has rows of another run, {min(others)}.")


def _sums(key: str, found: Mapping[str, Decimal], said: Mapping[str, str]) -> Iterator[Finding]:
    for currency in sorted(found.keys() | said.keys()):
        ours, theirs = found.get(currency, Decimal(0)), Decimal(said.get(currency, "0"))
        if ours != theirs:
            words = f"It adds up to {currency} {ours:f}, the run's record says {theirs:f}."
            yield Finding(key, words)
