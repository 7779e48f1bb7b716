"""All pieces of some buckets -> what their customers come to; all summaries -> the file."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from receipts.model import Problem
from receipts.parsing.billed import Billed
from receipts.parsing.judge import Judged, JudgedMonth, all_judged, judge
from receipts.parsing.portion import Basis
from receipts.parsing.problems import file_error
from receipts.parsing.reading.header import Header
from receipts.parsing.reading.read import RawCharges
from receipts.parsing.reading.records import Records
from receipts.parsing.validate import nothing_held
from receipts.spark.pieces import Piece, portion_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the driver has to know of some customers: all but the lines that are billed."""

    #: Without billed lines.
    judged: Judged
    #: Raw rows of those who are held.
    rows: pl.DataFrame
    suspects: pl.DataFrame
    #: Of reading.
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class Buckets:
    """Some of a file's customers, judged."""

    summary: Summary
    #: Month -> who is billed, where anybody is.
    billed: dict[str, Billed]


def judge_buckets(pieces: Sequence[Piece], basis: Basis) -> Buckets:
    """By the rules of the single process."""
    portion = portion_of(pieces)
    judged = judge(portion, basis)
    held = pl.concat([nothing_held(), *(month.found.held for month in judged.months)])["line"]
    summary = Summary(
        judged=replace(judged, months=[_without_lines(month) for month in judged.months]),
        rows=portion.rows.filter(pl.col("line").is_in(held.implode())),
        suspects=portion.suspects,
        problems=[problem for piece in pieces for problem in piece.problems],
    )
    billed = {month.billing_period: month.found.billed for month in judged.months}
    return Buckets(summary, {period: each for period, each in billed.items() if each.lines.height})


def all_buckets(summaries: Sequence[Summary], header: Header) -> tuple[RawCharges, Judged]:
    """A file as the driver sees it: `rows` are those that are held."""
    judged = all_judged(summary.judged for summary in summaries)
    problems = [problem for summary in summaries for problem in summary.problems]
    problems.sort(key=lambda problem: problem.line or 0)
    nothing = [] if judged.rows else [file_error("file_empty")]
    suspects = pl.concat([summary.suspects for summary in summaries]).sort("line")
    raw = RawCharges(
        pl.concat([summary.rows for summary in summaries]).sort("line"),
        [*header.problems, *problems, *nothing],
        Records(b"", array("L"), suspects),
        header.sources,
        header.delimiter,
        ignores_columns=header.ignores_columns,
    )
    return raw, judged


def _without_lines(month: JudgedMonth) -> JudgedMonth:
    found = month.found
    billed = replace(found.billed, lines=found.billed.lines.clear())
    return month._replace(found=found._replace(billed=billed))
