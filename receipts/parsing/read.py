"""Text -> a frame of the contract's columns, every cell still text, every row with its line."""

import csv
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from receipts.model import Problem
from receipts.parsing.header import Header, read_header
from receipts.parsing.problems import file_error, warning
from receipts.parsing.profiles import Profile
from receipts.parsing.records import (
    AROUND,
    SHAPES,
    Records,
    nothing_misshapen,
    records_with_quotes,
    records_without_quotes,
)
from schemas.charges import CHARGES_CSV


@dataclass(frozen=True, slots=True)
class RawCharges:
    """All records of a file, or the problems that make the file unreadable."""

    #: `line`, `misshapen` (one of SHAPES), and those columns of the contract that the file has.
    rows: pl.DataFrame
    problems: list[Problem]
    #: The text of each misshapen record: `line`, `misshapen`, `text`.
    misshapen: pl.DataFrame = field(default_factory=nothing_misshapen)
    #: Column of the contract -> the file's own name for it.
    sources: Mapping[str, str] = field(default_factory=dict)
    #: Whether the file has columns that nobody reads.
    ignores_columns: bool = False

    @property
    def absent(self) -> frozenset[str]:
        """Columns of the contract that the file does not have."""
        return frozenset(CHARGES_CSV.names) - self.sources.keys()


def no_rows() -> pl.DataFrame:
    """`RawCharges.rows` without rows."""
    return pl.DataFrame(schema={"line": pl.UInt32, "misshapen": SHAPES})


def read(text: bytes, profile: Profile) -> RawCharges:
    """Read a file's records. The problems' severity says whether the rows may be used."""
    try:
        header = read_header(text, profile)
        if not header.known:
            return RawCharges(no_rows(), header.problems)
        cells, records = _cells(text, header, profile.delimiter)
    except (csv.Error, pl.exceptions.PolarsError):
        return RawCharges(no_rows(), [file_error("csv_unreadable")])
    if records.lines and len(records.lines) != cells.height:
        # The two readers disagree where a record ends: never guess.
        return RawCharges(no_rows(), [*header.problems, file_error("csv_unreadable")])
    rows = _numbered(cells, header, records)
    empty = _empty_lines(rows, text, profile.delimiter) if records.empty is None else records.empty
    rows = rows.filter(~pl.col("line").is_in(empty.implode())) if empty.len() else rows
    warnings = [warning("row_empty", line=line) for line in empty]
    nothing = [] if rows.height else [file_error("file_empty")]
    return RawCharges(
        rows,
        [*header.problems, *warnings, *nothing],
        records.misshapen,
        header.sources,
        ignores_columns=any(p.code == "columns_ignored" for p in header.problems),
    )


def _cells(text: bytes, header: Header, delimiter: str) -> tuple[pl.DataFrame, Records]:
    if b'"' in text:
        records = records_with_quotes(text, header, delimiter)
        return _frame(records.text, header, delimiter, quote='"'), records
    try:
        cells = _frame(text, header, delimiter, ragged=False)
    except pl.exceptions.ComputeError:  # a long row
        cells = _frame(text, header, delimiter)
    else:
        if not cells.to_series(-1).null_count():  # a short row would show up here
            return cells, Records(text, array("L"), nothing_misshapen())
    return cells, records_without_quotes(text, header, delimiter)


def _frame(
    text: bytes, header: Header, delimiter: str, *, quote: str | None = None, ragged: bool = True
) -> pl.DataFrame:
    """The contract's cells and those of the last column, as text.

    polars fills short rows without a word and cuts long ones where it is told to.
    """
    last = header.fewest_cells - 1
    positions = sorted(header.known.keys() | {last})
    cells = pl.read_csv(
        text,
        separator=delimiter,
        quote_char=quote,
        skip_lines=header.starts_after,
        columns=positions,
        infer_schema=False,
        truncate_ragged_lines=ragged,
    )
    cells.columns = [header.known.get(position, "last") for position in positions]
    return cells


def _numbered(cells: pl.DataFrame, header: Header, records: Records) -> pl.DataFrame:
    known = [name for name in CHARGES_CSV.names if name in cells.columns]
    first = header.ends_at + 1
    lines = records.lines or pl.int_range(first, first + cells.height, dtype=pl.UInt32, eager=True)
    rows = cells.select(pl.Series("line", lines, pl.UInt32), *known)
    if records.misshapen.is_empty():
        return rows.with_columns(misshapen=pl.lit(None, SHAPES))
    shapes = records.misshapen.select("line", "misshapen")
    return rows.join(shapes, on="line", how="left", maintain_order="left")


def _empty_lines(rows: pl.DataFrame, text: bytes, delimiter: str) -> pl.Series:
    """Lines of rows whose cells are all empty, those of the columns that nobody reads as well."""
    cells = pl.exclude("line", "misshapen").str.strip_chars(AROUND).fill_null("")
    first = pl.col(rows.columns[1])
    # White space sorts before all that is printed in ASCII, or behind it.
    perhaps = rows.filter(first.is_null() | (first < "!") | (first > "~"))
    blank = perhaps.filter(pl.all_horizontal(cells == ""))["line"]
    if blank.is_empty():
        return blank
    content = pl.col("text").str.strip_chars(f"{delimiter}{AROUND}")
    lines = pl.scan_lines(text, name="text", row_index_name="line", row_index_offset=1)
    empty = lines.filter(pl.col("line").is_in(blank.implode()), content == "").select("line")
    return empty.collect(engine="streaming").to_series()
