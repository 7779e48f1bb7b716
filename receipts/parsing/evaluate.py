"""A file -> its runs, one per month. Pure: the same inputs give the same runs."""

from dataclasses import replace
from decimal import Decimal

import polars as pl

from receipts import keys, money
from receipts.model import UNKNOWN_PERIOD, Problem, RunStatus
from receipts.parsing.billed import nobody
from receipts.parsing.control import differences, promises
from receipts.parsing.inputs import Inputs
from receipts.parsing.judge import JudgedMonth, judge
from receipts.parsing.letterhead import read_letterhead
from receipts.parsing.periods import periods_in
from receipts.parsing.portion import all_rows, basis_of
from receipts.parsing.problems import file_error
from receipts.parsing.reading.read import read
from receipts.parsing.run import Run, customers, totals_together
from receipts.parsing.validate import Validated, held_after_all, nothing_held
from receipts.parsing.whole_file import WholeFile, open_file, unread, whole_file

#: Up to this many held customers never reject a run.
FEW = 9


def evaluate(inputs: Inputs) -> list[Run]:
    """Judge a file. A file that is rejected as a whole is one run without receipts."""
    whole, months = judge_file(inputs)
    return conclude(inputs, whole, months)


def judge_file(inputs: Inputs) -> tuple[WholeFile, list[JudgedMonth]]:
    """Read and judge a file; what cannot be read has no rows."""
    opened = open_file(inputs)
    if isinstance(opened, WholeFile):
        return opened, []
    raw = read(opened.text, opened.profile)
    if not raw.sources:
        return unread(inputs, [*opened.problems, *raw.problems]), []
    basis = basis_of(
        inputs, opened.profile, sources=raw.sources, ignores_columns=raw.ignores_columns
    )
    judged = judge(all_rows(raw, opened.profile), basis)
    return whole_file(inputs, opened, basis, raw, judged), judged.months


def conclude(inputs: Inputs, whole: WholeFile, months: list[JudgedMonth]) -> list[Run]:
    """Decide who is billed: all of a file may be rejected, or all of a month."""
    if whole.rejected:
        return [_reject(inputs, whole, _period_of(inputs), months, [])]
    rows = whole.rows
    sums = totals_together((month.found.billed, month.found.held) for month in months)
    wrong = differences(whole.control, rows=rows, sums=sums, sha256=inputs.sha256)
    runs = (
        [_reject(inputs, whole, _period_of(inputs), months, wrong)]
        if wrong
        else [_of_month(inputs, whole, month) for month in months]
    )
    promised = promises(whole.control, rows=rows, sums=sums)
    return [replace(run, promises=promised) for run in runs]


def _period_of(inputs: Inputs) -> str:
    """The one month that the key names, if there is one."""
    in_key = periods_in(inputs.key)
    return in_key[0] if len(in_key) == 1 else UNKNOWN_PERIOD


def _of_month(inputs: Inputs, whole: WholeFile, month: JudgedMonth) -> Run:
    too_many = _too_many_held(month.found, inputs.rulebook.max_held_share)
    if too_many:
        return _reject(inputs, whole, month.billing_period, [month], [too_many])
    status = RunStatus.HELD if month.found.held.height else RunStatus.ACCEPTED
    return _run(inputs, whole, month.billing_period, status, month.found)


def _too_many_held(found: Validated, share: Decimal) -> Problem | None:
    held = customers(found.held)
    everyone = held + found.billed.customers.height
    if held <= FEW or Decimal(held) / everyone <= share:
        return None
    return file_error(
        "held_share", held=held, customers=everyone, limit=f"{money.plain(share * 100)} %"
    )


def _reject(
    inputs: Inputs,
    whole: WholeFile,
    period: str,
    months: list[JudgedMonth],
    problems: list[Problem],
) -> Run:
    halves = [nothing_held()]
    for month in months:
        halves += [month.found.held, held_after_all(month.found.billed, month.billing_period)]
    found = Validated(
        nobody(),
        pl.concat(halves).sort("line"),
        [*problems, *(problem for month in months for problem in month.found.problems)],
    )
    return _run(inputs, whole, period, RunStatus.REJECTED, found)


def _run(inputs: Inputs, whole: WholeFile, period: str, status: RunStatus, found: Validated) -> Run:
    decided_by = inputs.decided_by(period)
    letterhead, _ = read_letterhead(inputs)
    return Run(
        run_id=keys.run_id(decided_by),
        billing_period=period,
        status=status,
        mode=inputs.mode,
        profile=inputs.profile,
        source_sha256=inputs.sha256,
        decided_by=decided_by,
        billed=found.billed,
        held=found.held,
        problems=[*whole.problems, *found.problems],
        raw=whole.raw,
        period_in_column="billing_period" not in whole.absent,
        send_zero_totals=inputs.rulebook.send_zero_totals,
        letterhead=letterhead,
    )
