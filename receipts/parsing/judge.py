"""Judge rows month by month, before anything about the whole file may reject them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from receipts.model import UNKNOWN_PERIOD
from receipts.parsing.billed import all_billed
from receipts.parsing.duplicates import Repeats, all_repeats, repeats_in
from receipts.parsing.months import by_month, first_of_another_month
from receipts.parsing.portion import Basis, Portion
from receipts.parsing.validate import Validated, nothing_held, validate


class JudgedMonth(NamedTuple):
    """A month of a file."""

    billing_period: str
    found: Validated


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What rows come to."""

    rows: int = 0
    repeats: Repeats
    #: The first line of another month than the key says.
    disagrees_at: int | None = None
    #: In order; each has rows.
    months: list[JudgedMonth]


def judge(portion: Portion, basis: Basis) -> Judged:
    """Judge some of a file's customers, or all."""
    return Judged(
        rows=portion.rows.height,
        repeats=repeats_in(portion, basis),
        disagrees_at=first_of_another_month(portion.rows, basis),
        months=_judge_months(portion, basis),
    )


def _judge_months(portion: Portion, basis: Basis) -> list[JudgedMonth]:
    texts = dict(portion.suspects.select("line", "text").iter_rows())
    return [
        JudgedMonth(
            month.billing_period,
            validate(
                month.rows,
                month.terms,
                absent=basis.absent,
                known=month.billing_period != UNKNOWN_PERIOD,
                texts=texts,
            ),
        )
        for month in by_month(portion, basis.terms)
        if month.rows.height
    ]


def all_judged(portions: Iterable[Judged]) -> Judged:
    """What portions of a file come to together, however it was cut."""
    found = list(portions)
    by_period: dict[str, list[Validated]] = defaultdict(list)
    for month in (month for judged in found for month in judged.months):
        by_period[month.billing_period].append(month.found)
    lines = [judged.disagrees_at for judged in found if judged.disagrees_at]
    return Judged(
        rows=sum(judged.rows for judged in found),
        repeats=all_repeats(judged.repeats for judged in found),
        disagrees_at=min(lines, default=None),
        months=[JudgedMonth(period, _together(by_period[period])) for period in sorted(by_period)],
    )


def _together(found: list[Validated]) -> Validated:
    """In the order of the lines; all that is said of a line is said by one of them."""
    problems = [problem for each in found for problem in each.problems]
    return Validated(
        all_billed(each.billed for each in found),
        pl.concat([nothing_held(), *(each.held for each in found)]).sort("line"),
        sorted(problems, key=lambda problem: problem.line or 0),
    )
