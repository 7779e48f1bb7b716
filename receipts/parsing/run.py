"""A run: one file's charges of one month, judged. Everything later only writes it down."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from receipts import money
from receipts.letterhead import Letterhead
from receipts.model import Mode, Problem, RunStatus, Severity
from receipts.parsing.billed import Billed, nobody
from receipts.parsing.control import Promise
from receipts.parsing.prepare import NO_CURRENCY
from receipts.parsing.problems import FILE_ERRORS, FILE_WARNINGS
from receipts.parsing.reading.read import RawCharges


@dataclass(frozen=True, slots=True)
class Run:
    """What a month of a file comes to. `billed` and `held` together are all its rows."""

    run_id: str
    billing_period: str
    status: RunStatus
    mode: Mode
    profile: str
    source_sha256: str
    #: Everything that decides the outcome; run_id is its hash.
    decided_by: dict[str, Any]
    billed: Billed
    #: As `Validated.held`.
    held: pl.DataFrame
    problems: list[Problem]
    #: The file's rows as they came, those of other months included.
    raw: RawCharges
    #: The file's own column says the month, not its key.
    period_in_column: bool
    #: Whether a receipt over nothing is mailed.
    send_zero_totals: bool
    #: Of a run that is rejected, as far as it could be read.
    letterhead: Letterhead
    #: What the file's sender promised, all its months together.
    promises: tuple[Promise, ...] = ()

    @property
    def bills(self) -> bool:
        """Whether anybody gets a receipt."""
        return self.receipts.height > 0

    @property
    def receipts(self) -> pl.DataFrame:
        """One row a receipt: customer_id, customer_name, address, currency, total, line_count."""
        return self.billed.customers


def to_write(runs: Iterable[Run]) -> int:
    """Receipts, and lines that are held back: each takes its time and memory to be written down."""
    return sum(run.receipts.height + run.held.height for run in runs)


def record(run: Run) -> dict[str, Any]:
    """A run as its JSON record: counts and exact totals, no personal data, no time."""
    errors = Counter(p.code for p in run.problems if p.severity is Severity.ERROR)
    warnings = Counter(p.code for p in run.problems if p.severity is Severity.WARNING)
    receipts, held = run.receipts.height, customers(run.held)
    billed = billed_total(run.receipts)
    return {
        "version": 1,
        "run_id": run.run_id,
        "billing_period": run.billing_period,
        "status": run.status,
        "mode": run.mode,
        "profile": run.profile,
        "source_sha256": run.source_sha256,
        "decided_by": run.decided_by,
        "rows": int(run.receipts["line_count"].sum()) + run.held.height,
        "customers": receipts + held,
        "receipts": receipts,
        "held": held,
        "problems": errors.total(),
        "problem_counts": dict(sorted(errors.items())),
        "file_errors": [p.message for p in run.problems if p.code in FILE_ERRORS],
        "held_because": _held_because(run),
        "warnings": warnings.total(),
        "warning_counts": dict(sorted(warnings.items())),
        "file_warnings": [p.message for p in run.problems if p.code in FILE_WARNINGS],
        "unreadable_amounts": run.held["amount"].null_count(),
        "charges_total": money.plain_each(totals(run.billed, run.held)),
        "receipts_total": money.plain_each(totals(run.billed)),
        "held_total": money.plain_each(totals(nobody(), run.held)),
        "billed_total": {currency: str(amount) for currency, amount in billed.items()},
    }


def _held_because(run: Run) -> dict[str, int]:
    """Code -> held customers with it; a customer may have several."""
    errors = {
        (p.code, p.customer_id)
        for p in run.problems
        if p.severity is Severity.ERROR and p.code not in FILE_ERRORS
    }
    return dict(sorted(Counter(code for code, _ in errors).items()))


def customers(held: pl.DataFrame) -> int:
    """Distinct customers; lines without a usable id are one group, counted as one."""
    return held["customer"].n_unique()


def totals(billed: Billed, held: pl.DataFrame | None = None) -> dict[str, Decimal]:
    """Exact sum per currency over all amounts that can be read."""
    amounts = billed.customers.select("currency", amount="total")
    if held is not None:
        amounts = pl.concat([amounts, held.select(known_currency(), "amount")])
    summed = amounts.drop_nulls("amount").group_by("currency").agg(pl.col("amount").sum())
    return dict(summed.sort("currency").iter_rows())


def totals_together(halves: Iterable[tuple[Billed, pl.DataFrame]]) -> dict[str, Decimal]:
    """`totals` of several months' billed and held lines."""
    return money.by_currency(
        pair for billed, held in halves for pair in totals(billed, held).items()
    )


def known_currency() -> pl.Expr:
    """The currency, where ISO 4217 has it."""
    known = pl.col("currency").is_in(sorted(money.CURRENCIES))
    return pl.when(known).then(pl.col("currency")).otherwise(pl.lit(NO_CURRENCY)).alias("currency")


def not_mailed(run: Run) -> int:
    """Receipts over nothing, where the stack does not mail them."""
    if run.send_zero_totals:
        return 0
    perhaps = run.receipts.filter(pl.col("total").abs() < 1).select("currency", "total")
    return sum(not money.rounded(amount, currency) for currency, amount in perhaps.iter_rows())


def billed_total(receipts: pl.DataFrame) -> dict[str, Decimal]:
    """Per currency the sum of the rounded receipts."""
    return money.by_currency(
        (currency, money.rounded(amount, currency))
        for currency, amount in receipts.select("currency", "total").iter_rows()
    )
