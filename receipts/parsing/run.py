"""A run: one file's charges of one month, judged. Everything later only writes it down."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from receipts import money
from receipts.model import Mode, Problem, RunStatus, Severity
from receipts.parsing.prepare import NO_CURRENCY
from receipts.parsing.problems import FILE_ERRORS


@dataclass(frozen=True, slots=True)
class Run:
    """What a month of a file comes to. `valid` and `held` together are all its rows."""

    run_id: str
    billing_period: str
    status: RunStatus
    mode: Mode
    profile: str
    source_sha256: str
    #: Everything that decides the outcome; run_id is its hash.
    decided_by: dict[str, Any]
    valid: pl.DataFrame
    held: pl.DataFrame
    problems: list[Problem]
    #: The file's own column says the month, not its key.
    period_in_column: bool

    @property
    def bills(self) -> bool:
        """Whether anybody gets a receipt."""
        return self.valid.height > 0


def record(run: Run) -> dict[str, Any]:
    """A run as its JSON record: counts and exact totals, no personal data, no time."""
    errors = Counter(p.code for p in run.problems if p.severity is Severity.ERROR)
    warnings = Counter(p.code for p in run.problems if p.severity is Severity.WARNING)
    receipts, held = customers(run.valid), customers(run.held)
    return {
        "version": 1,
        "run_id": run.run_id,
        "billing_period": run.billing_period,
        "status": run.status,
        "mode": run.mode,
        "profile": run.profile,
        "source_sha256": run.source_sha256,
        "decided_by": run.decided_by,
        "rows": run.valid.height + run.held.height,
        "customers": receipts + held,
        "receipts": receipts,
        "held": held,
        "problems": errors.total(),
        "problem_counts": dict(sorted(errors.items())),
        "file_errors": [p.message for p in run.problems if p.code in FILE_ERRORS],
        "held_because": _held_because(run),
        "warnings": warnings.total(),
        "warning_counts": dict(sorted(warnings.items())),
        "unreadable_amounts": run.held["amount"].null_count(),
        "charges_total": money.plain_each(totals(pl.concat([run.valid, run.held]))),
        "receipts_total": money.plain_each(totals(run.valid)),
        "held_total": money.plain_each(totals(run.held)),
        "billed_total": {
            currency: str(amount) for currency, amount in billed_total(run.valid).items()
        },
    }


def _held_because(run: Run) -> dict[str, int]:
    """Code -> held customers with it; a customer may have several."""
    errors = {
        (p.code, p.customer_id)
        for p in run.problems
        if p.severity is Severity.ERROR and p.code not in FILE_ERRORS
    }
    return dict(sorted(Counter(code for code, _ in errors).items()))


def customers(rows: pl.DataFrame) -> int:
    """Distinct customers; lines without a usable id are one group, counted as one."""
    return rows["customer"].n_unique()


def totals(rows: pl.DataFrame) -> dict[str, Decimal]:
    """Exact sum per currency over all amounts that can be read."""
    known = pl.col("currency").is_in(sorted(money.CURRENCIES))
    currency = pl.when(known).then(pl.col("currency")).otherwise(pl.lit(NO_CURRENCY))
    summed = (
        rows.filter(pl.col("amount").is_not_null())
        .group_by(currency.alias("currency"))
        .agg(pl.col("amount").sum())
        .sort("currency")
    )
    return dict(summed.iter_rows())


def billed_total(valid: pl.DataFrame) -> dict[str, Decimal]:
    """Per currency the sum of the rounded receipts."""
    receipts = valid.group_by("customer", "currency").agg(pl.col("amount").sum())
    return money.by_currency(
        (currency, money.rounded(amount, currency))
        for currency, amount in receipts.select("currency", "amount").iter_rows()
    )
