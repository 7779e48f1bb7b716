"""The held rows as files people mend: their original cells and what is wrong with each."""

import csv
import io
import re
from collections import defaultdict
from datetime import UTC, datetime

import polars as pl
import xlsxwriter

from receipts.model import Severity
from receipts.parsing.decode import shown
from receipts.parsing.run import Run
from schemas.charges import CHARGES_CSV

#: A spreadsheet takes such a CSV cell for a formula, unless it is a number.
_FORMULA = re.compile(r"[=+\-@\t\r](?![\d.]+$)")

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Rows = list[dict[str, str]]


def rejected_rows(run: Run) -> Rows:
    """All original rows of held customers with `billing_period` and `problem_…` columns."""
    words = _words_by_line(run)
    columns = _columns(run)
    return [
        {
            **{name: shown(row["original"][name] or "") for name in columns},
            "billing_period": row["billing_period"] or "",
            "problem_line": str(row["line"]),
            **words[row["line"]],
        }
        for row in run.held.select("line", "billing_period", "original").iter_rows(named=True)
    ]


def _columns(run: Run) -> list[str]:
    """What the file needs when it is dropped again: required columns, and those it used."""
    cells = run.held.select(pl.col("original").struct.unnest())
    used = {name for name in cells.columns if cells[name].null_count() < cells.height}
    return [field.name for field in CHARGES_CSV if not field.nullable or field.name in used]


def _words_by_line(run: Run) -> dict[int, dict[str, str]]:
    words: dict[int, dict[str, str]] = defaultdict(
        lambda: {"problem_codes": "", "problem_help": ""}
    )
    for problem in run.problems:
        if problem.severity is Severity.ERROR and problem.line:
            spoken = words[problem.line]
            spoken["problem_codes"] = f"{spoken['problem_codes']} {problem.code}".strip()
            spoken["problem_help"] = f"{spoken['problem_help']} {problem.message}".strip()
    return words


def as_csv(rows: Rows) -> bytes:
    """UTF-8 with BOM, so Excel reads it; text that looks like a formula gets a leading `'`."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    for row in rows:
        writer.writerow({name: f"'{c}" if _FORMULA.match(c) else c for name, c in row.items()})
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    """A workbook whose cells are all text: no formula runs, no id turns into 1E+17."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        # The same rows are the same bytes: the file is written once and never again.
        book.set_properties({"created": _EPOCH})
        sheet = book.add_worksheet("rejects")
        text = book.add_format({"num_format": "@"})
        table = [list(rows[0]), *(list(row.values()) for row in rows)]
        for number, cells in enumerate(table):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell, text)
    return sink.getvalue()
