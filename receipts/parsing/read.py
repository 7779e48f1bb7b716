"""Text -> a frame of the contract's columns, every cell still text, every row with its line."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from receipts.model import Problem
from receipts.parsing.problems import file_error, warning
from receipts.parsing.profiles import Profile, header_key
from schemas.charges import CHARGES_CSV

_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_QUOTE_INSIDE = re.compile(r'(?:^|,)[^",\n]+"')


@dataclass(frozen=True, slots=True)
class RawCharges:
    """All records of a file, or the problems that make the file unreadable."""

    #: `line`, `cells` and `expected_cells`, then the contract's columns; null where empty.
    rows: pl.DataFrame
    problems: list[Problem]
    #: Columns of the contract that the header does not name.
    absent: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Header:
    names: list[str]
    #: Position -> column of the contract.
    known: dict[int, str]
    problems: list[Problem]


def no_rows() -> pl.DataFrame:
    """The shape of `RawCharges.rows` without rows."""
    counts = dict.fromkeys(("line", "cells", "expected_cells"), pl.Int64)
    return pl.DataFrame(schema={**counts, **dict.fromkeys(CHARGES_CSV.names, pl.String)})


def read(text: str, profile: Profile) -> RawCharges:
    """Read a file's records. The problems' severity says whether the rows may be used."""
    head, body, first_line = _cut(text)
    header = _understand(head, profile)
    try:
        lines, cells = _layout(body, first_line)
        frame = _frame(body, len(header.names))
    except (csv.Error, pl.exceptions.PolarsError):
        return _unreadable(header, body, first_line)
    if frame.height != len(lines):  # the two readers disagree where a record ends: never guess
        return _unreadable(header, body, first_line)
    return _without_empty_rows(_named(frame, header, lines, cells), header)


def _unreadable(header: _Header, body: str, first_line: int) -> RawCharges:
    line = first_line + _lines_before_the_fault(body)
    unreadable = file_error("csv_unreadable", line=line)
    return RawCharges(pl.DataFrame(), [*header.problems, unreadable], frozenset())


def _cut(text: str) -> tuple[list[str], str, int]:
    """The header's names, the text below it, and the physical line where that begins."""
    stream = io.StringIO(text, newline="")
    reader = csv.reader(_physical_lines(text))
    names = next((row for row in reader if any(row)), [])
    for _ in range(reader.line_num):
        stream.readline()
    return names, stream.read(), reader.line_num + 1


def _physical_lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline="\n"))


def _understand(names: list[str], profile: Profile) -> _Header:
    wanted = {header_key(source): column for source, column in profile.columns.items()}
    known: dict[int, str] = {}
    problems: list[Problem] = []
    for position, name in enumerate(names):
        column = wanted.get(header_key(name))
        if column in known.values():
            problems.append(file_error("column_duplicated", column=name.strip()))
        elif column:
            known[position] = column
    problems += _missing(names, known, profile)
    ignored = [name.strip() for i, name in enumerate(names) if i not in known and name.strip()]
    if ignored and not any(p.code == "delimiter_not_comma" for p in problems):
        problems.append(warning("columns_ignored", value=", ".join(ignored)))
    return _Header(names, known, problems)


def _missing(names: list[str], known: dict[int, str], profile: Profile) -> list[Problem]:
    if len(names) == 1:
        for delimiter, spoken in _DELIMITERS.items():
            if delimiter in names[0]:
                return [file_error("delimiter_not_comma", delimiter=spoken)]
    source = {column: name for name, column in profile.columns.items()}
    absent = sorted(profile.required - set(known.values()), key=CHARGES_CSV.names.index)
    return [
        file_error("column_missing", column=source[column]) for column in absent if column in source
    ]


def _layout(body: str, first_line: int) -> tuple[list[int], list[int]]:
    """Each record's first physical line and its number of cells."""
    if '"' not in body:
        rows = body.removesuffix("\n").split("\n") if body else []
        lines = list(range(first_line, first_line + len(rows)))
        return lines, [row.count(",") + 1 if row.strip("\r") else 0 for row in rows]
    reader = csv.reader(_physical_lines(body))
    ends, cells = [0], []
    for row in reader:
        ends.append(reader.line_num)
        cells.append(len(row))
    return [first_line + start for start, _ in pairwise(ends)], cells


def _frame(body: str, width: int) -> pl.DataFrame:
    """Every cell as text. polars fills short rows and cuts long ones: `_layout` has the count."""
    if not body:
        return pl.DataFrame(schema={f"c{i}": pl.String for i in range(width)})
    names = ",".join(f"c{i}" for i in range(width))
    return pl.read_csv(f"{names}\n{body}".encode(), infer_schema=False, truncate_ragged_lines=True)


def _named(
    frame: pl.DataFrame, header: _Header, lines: list[int], cells: list[int]
) -> pl.DataFrame:
    columns = {column: pl.col(f"c{i}") for i, column in header.known.items()}
    return frame.select(
        pl.Series("line", lines, pl.Int64),
        pl.Series("cells", cells, pl.Int64),
        pl.lit(len(header.names), pl.Int64).alias("expected_cells"),
        *(columns.get(name, pl.lit(None, pl.String)).alias(name) for name in CHARGES_CSV.names),
        filled=pl.any_horizontal(pl.all().str.strip_chars(" \r").fill_null("") != ""),
    )


def _without_empty_rows(frame: pl.DataFrame, header: _Header) -> RawCharges:
    filled = pl.col("filled") | (pl.col("cells") > pl.col("expected_cells"))
    empty = [warning("row_empty", line=line) for line in frame.filter(~filled)["line"]]
    rows = frame.filter(filled).drop("filled")
    nothing = [] if rows.height else [file_error("file_empty")]
    absent = frozenset(CHARGES_CSV.names) - set(header.known.values())
    return RawCharges(rows, [*header.problems, *empty, *nothing], absent)


def _lines_before_the_fault(body: str) -> int:
    reader = csv.reader(_physical_lines(body), strict=True)
    good = 0
    try:
        for _ in reader:
            good = reader.line_num
    except csv.Error:
        return good
    lines = enumerate(body.split("\n"))
    return next((number for number, line in lines if _QUOTE_INSIDE.search(line)), 0)
