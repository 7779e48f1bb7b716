"""A file -> its runs, one per month. Pure: the same inputs give the same runs."""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from receipts import keys
from receipts.model import UNKNOWN_PERIOD, Problem, RunStatus
from receipts.parsing.inputs import Inputs
from receipts.parsing.periods import PATTERN, periods_in
from receipts.parsing.problems import file_error
from receipts.parsing.run import Run, customers
from receipts.parsing.validate import Validated, validate
from receipts.parsing.whole_file import WholeFile, judge_file

#: Up to this many held customers never reject a run.
FEW = 9


def evaluate(inputs: Inputs) -> list[Run]:
    """Judge a file. A file that is rejected as a whole is one run without receipts."""
    whole = judge_file(inputs)
    return [_reject_whole(inputs, whole)] if whole.rejected else list(_runs(inputs, whole))


def _reject_whole(inputs: Inputs, whole: WholeFile) -> Run:
    found = validate(whole.rows, absent=whole.absent)
    in_key = periods_in(inputs.key)
    period = in_key[0] if len(in_key) == 1 else UNKNOWN_PERIOD
    return _reject(inputs, period, found, whole)


def _runs(inputs: Inputs, whole: WholeFile) -> Iterator[Run]:
    for period, rows in _by_month(whole.rows):
        found = validate(rows, absent=whole.absent)
        too_many = _too_many_held(found, inputs.rulebook.max_held_share)
        if too_many:
            yield _reject(inputs, period, found, whole, too_many)
        else:
            status = RunStatus.HELD if found.held.height else RunStatus.ACCEPTED
            yield _run(inputs, period, status, found, whole)


def _by_month(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """A customer with a line of no known month is held in every month: it may belong there."""
    legible = pl.col("billing_period").str.contains(PATTERN).fill_null(value=False)
    unclear = rows.filter(~legible)["customer_id"].drop_nulls()
    month = pl.when(legible).then(pl.col("billing_period")).otherwise(pl.lit(UNKNOWN_PERIOD))
    for (period,), group in sorted(rows.group_by(month, maintain_order=True), key=lambda g: g[0]):
        once = pl.col("customer_id").is_in(unclear.implode()) & legible
        first = pl.col("customer_id").is_first_distinct()
        yield str(period), group.with_columns(month_unclear=(once & first).fill_null(value=False))


def _too_many_held(found: Validated, share: Decimal) -> Problem | None:
    held = customers(found.held)
    everyone = held + customers(found.valid)
    if held <= FEW or Decimal(held) / everyone <= share:
        return None
    return file_error("held_share", held=held, customers=everyone, limit=f"{share:.0%}")


def _reject(inputs: Inputs, period: str, found: Validated, whole: WholeFile, *more: Problem) -> Run:
    everything = pl.concat([found.valid, found.held]).sort("line")
    nobody = Validated(everything.clear(), everything, [*more, *found.problems])
    return _run(inputs, period, RunStatus.REJECTED, nobody, whole)


def _run(inputs: Inputs, period: str, status: RunStatus, found: Validated, whole: WholeFile) -> Run:
    decided_by = inputs.decided_by(period)
    return Run(
        run_id=keys.run_id(decided_by),
        billing_period=period,
        status=status,
        mode=inputs.mode,
        profile=inputs.profile,
        source_sha256=decided_by["source_sha256"],
        decided_by=decided_by,
        valid=found.valid,
        held=found.held,
        problems=[*whole.problems, *found.problems],
        period_in_column="billing_period" not in whole.absent,
    )
