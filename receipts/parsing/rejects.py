"""The held rows as files people mend: their original cells and what is wrong with each."""

import io
from collections import defaultdict
from datetime import UTC, datetime

import polars as pl
import xlsxwriter

from receipts.formulas import FORMULA, NUMBER
from receipts.model import Severity
from receipts.parsing.profiles import header_key
from receipts.parsing.reading.decode import UNSEEN, shown
from receipts.parsing.run import Run

#: Below its header a sheet has room for so many; the CSV has all.
MOST_ROWS = 1_048_575

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_HELP = ("problem_line", "problem_codes", "problem_help", "problem_row")


def rejected_rows(run: Run) -> pl.DataFrame:
    """All original rows of held customers, in text, under the file's own column names.

    Beside them `billing_period` and `problem_line`, `problem_codes`, `problem_help` and
    `problem_row`, the whole row where its cells cannot be told apart.
    """
    held = run.held.select("billing_period", problem_line="line").unique().sort("problem_line")
    names = _names(run)
    cells = run.raw.rows.select(
        pl.col("line").alias("problem_line"), *(pl.col(c).alias(n) for c, n in names.items())
    )
    rows = _beside(_beside(held, cells), _words(run))
    texts = rows.select(*names.values(), "billing_period", pl.col(_HELP).cast(pl.String))
    return texts.with_columns(pl.all().fill_null("")).with_columns(_visible(pl.all()))


def _beside(rows: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    return rows.join(more, on="problem_line", how="left", maintain_order="left")


def _names(run: Run) -> dict[str, str]:
    """Column of the contract -> the file's name for it; `billing_period` is added anyway."""
    added = header_key("billing_period")
    return {column: name for column, name in run.raw.sources.items() if header_key(name) != added}


def _visible(cells: pl.Expr) -> pl.Expr:
    unseen = cells.str.contains(UNSEEN)
    return pl.when(unseen).then(cells.map_elements(shown, pl.String)).otherwise(cells)


def _words(run: Run) -> pl.DataFrame:
    """By `problem_line`: the codes and how to mend them, and the row as it came."""
    codes: dict[int, list[str]] = defaultdict(list)
    words: dict[int, list[str]] = defaultdict(list)
    for problem in run.problems:
        if problem.severity is Severity.ERROR and problem.line:
            codes[problem.line].append(problem.code)
            words[problem.line].append(problem.message)
    spoken = pl.DataFrame(
        {
            "problem_line": list(codes),
            "problem_codes": [" ".join(found) for found in codes.values()],
            "problem_help": [" ".join(words[line]) for line in codes],
        },
        schema={"problem_line": pl.UInt32, "problem_codes": pl.String, "problem_help": pl.String},
    )
    rows = run.raw.records.suspects.select(problem_line="line", problem_row="text")
    return spoken.join(rows, on="problem_line", how="left")


def as_csv(rows: pl.DataFrame) -> bytes:
    """UTF-8 with BOM, so Excel reads it; text that looks like a formula gets a leading `'`."""
    safe = rows.select(_without_formula(pl.col(name)).alias(name) for name in rows.columns)
    return safe.write_csv(include_bom=True, line_terminator="\r\n").encode()


def _without_formula(cells: pl.Expr) -> pl.Expr:
    formula = cells.str.contains(FORMULA) & ~cells.str.contains(NUMBER)
    return pl.when(formula).then(pl.concat_str(pl.lit("'"), cells)).otherwise(cells)


def as_xlsx(rows: pl.DataFrame) -> bytes:
    """A workbook whose cells are all text: no formula runs, no id turns into 1E+17."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"constant_memory": True}) as book:
        # The same rows are the same bytes: the file is written once and never again.
        book.set_properties({"created": _EPOCH})
        sheet = book.add_worksheet("rejects")
        text = book.add_format({"num_format": "@"})
        for number, cells in enumerate([rows.columns, *rows.iter_rows()]):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell, text)
    return sink.getvalue()
