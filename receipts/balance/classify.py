"""The facts of all receipts of a month, as columns; their class by the one table of rules."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import polars as pl

from receipts.balance.runs import WrittenRun
from receipts.ledger import ACCEPTED, RUN_ENDED, State
from receipts.reconciliation.fate import Facts, class_of

_FACTS = [field.name for field in fields(Facts)]
_AT = pl.Datetime("us", "UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a month is looked at, and what excuses that a mail is not out."""

    as_of: datetime
    #: So long after it was expected, a mail that the ledger does not know is missing.
    grace: timedelta
    #: All sending is paused: nothing is overdue.
    is_paused: bool


def receipts_of(runs: Iterable[WrittenRun]) -> pl.DataFrame:
    """All rows of all `receipts` tables, with what is known of their run; first drop first."""
    return pl.concat([_with_run(run) for run in runs])


def _with_run(run: WrittenRun) -> pl.DataFrame:
    correction = run.last_drop if run.is_correction else None
    return run.receipts.with_columns(
        pl.lit(run.first_drop, _AT).alias("dropped_at"),
        pl.lit(run.due_at, _AT).alias("due_at"),
        pl.lit(correction, _AT).alias("corrects_since"),
        pl.lit(run.is_ended).alias("run_is_ended"),
        pl.lit(run.is_held_up or run.is_ended).alias("run_is_held_up"),
    )


def once(receipts: pl.DataFrame) -> pl.DataFrame:
    """Each receipt once, as its first run has it: the file may have been dropped again."""
    merged = receipts.group_by("receipt_id", maintain_order=True).agg(
        pl.col("run_id", "customer_id", "customer_key", "currency", "bill_id").first(),
        pl.col("total", "billed").first(),
        pl.col("mailed").any(),
        pl.col("due_at", "corrects_since").max(),
        pl.col("run_is_ended", "run_is_held_up").all(),
    )
    return receipts if merged.height == receipts.height else merged


def with_facts(receipts: pl.DataFrame, ledger: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    """Receipts beside their customer's row in the ledger, and all facts as columns."""
    rows = ledger.rename({"receipt_id": "named_id", "bill_id": "named_bill"})
    rows = rows.drop("billing_period", "run_id")
    joined = receipts.join(rows, on="customer_key", how="left", maintain_order="left")
    named = pl.col("named_id") == pl.col("receipt_id")
    accepted = pl.col("state").is_in([state.value for state in ACCEPTED])
    corrects = accepted & (pl.col("sent_at") < pl.col("corrects_since"))
    facts = {
        "is_named": named,
        "is_replaced": pl.col("superseded").list.contains(pl.col("receipt_id")),
        "is_same_bill": pl.col("named_bill") == pl.col("bill_id"),
        "is_accepted": accepted | pl.col("copy_after").is_not_null(),
        "is_correction": corrects,
        "is_mailed": pl.col("mailed"),
        "is_ended": pl.when(named)
        .then(pl.col("cause") == RUN_ENDED)
        .otherwise(pl.col("run_is_ended")),
        "is_overdue": _is_overdue(named, moment),
    }
    return joined.with_columns(holds.fill_null(value=False).alias(n) for n, holds in facts.items())


def _is_overdue(named: pl.Expr, moment: Moment) -> pl.Expr:
    if moment.is_paused:
        return pl.lit(value=False)
    # A worker may have begun long after the drop.
    begun = pl.when(named & (pl.col("state") == State.SENDING.value)).then(pl.col("changed_at"))
    due = pl.max_horizontal(pl.col("due_at"), begun)
    return ~pl.col("run_is_held_up") & (due < moment.as_of - moment.grace)


def with_fates(facts: pl.DataFrame) -> pl.DataFrame:
    """The column `fate`: few combinations of facts occur, and each asks the rules once."""
    combinations = facts.select(_FACTS).unique()
    fates = [class_of(_facts(row)).value for row in combinations.iter_rows(named=True)]
    known = combinations.with_columns(pl.Series("fate", fates, pl.String))
    return facts.join(known, on=_FACTS, how="left", nulls_equal=True, maintain_order="left")


def _facts(row: dict[str, object]) -> Facts:
    state = row.pop("state")
    holds = {name: bool(value) for name, value in row.items()}
    return Facts(state=State(str(state)) if state else None, **holds)
