"""Text -> a frame of the contract's columns, every cell still text, every row with its line."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from receipts.model import Problem
from receipts.parsing.problems import file_error, warning
from receipts.parsing.profiles import Profile
from receipts.parsing.reading.header import Header, read_header
from receipts.parsing.reading.quotes import records_with_quotes
from receipts.parsing.reading.records import (
    AROUND,
    SHAPES,
    Records,
    even_records,
    records_without_quotes,
    texts_of,
)
from schemas.charges import CHARGES_CSV


@dataclass(frozen=True, slots=True)
class RawCharges:
    """All records of a file, or the problems that make the file unreadable."""

    #: `line`, `misshapen` (one of SHAPES), and those columns of the contract that the file has.
    rows: pl.DataFrame
    problems: list[Problem]
    records: Records = field(default_factory=lambda: even_records(b""))
    #: Column of the contract -> the file's own name for it.
    sources: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ","
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
    except csv.Error:
        return unreadable()
    if not header.known:
        return RawCharges(no_rows(), header.problems)
    return told_of_all(header, read_body(text, header, has_quotes=b'"' in text))


def read_body(text: bytes, header: Header, *, has_quotes: bool) -> RawCharges:
    """Read the records below a header that is known; only the problems of rows are told.

    `text` may be some of a file below the file's own header, `has_quotes` is said of all of it.
    """
    try:
        cells, records = _cells(text, header, has_quotes=has_quotes)
    except pl.exceptions.PolarsError:
        return unreadable()
    if records.lines and len(records.lines) != cells.height:
        # The two readers disagree where a record ends: never guess.
        return unreadable()
    rows = _numbered(cells, header, records)
    empty = _empty_lines(rows, records, header.delimiter)
    rows = rows.filter(~pl.col("line").is_in(empty.implode())) if empty.len() else rows
    return RawCharges(
        rows,
        [warning("row_empty", line=line) for line in empty],
        records,
        header.sources,
        header.delimiter,
        ignores_columns=header.ignores_columns,
    )


def told_of_all(header: Header, body: RawCharges) -> RawCharges:
    """All records of a file, with what there is to be said of the file itself."""
    is_empty = body.sources and not body.rows.height
    nothing = [file_error("file_empty")] if is_empty else []
    return replace(body, problems=[*header.problems, *body.problems, *nothing])


def unreadable() -> RawCharges:
    """Records that cannot be told apart."""
    return RawCharges(no_rows(), [file_error("csv_unreadable")])


def _cells(text: bytes, header: Header, *, has_quotes: bool) -> tuple[pl.DataFrame, Records]:
    if has_quotes:
        records = records_with_quotes(text, header)
        return _frame(records.text, header, quote='"'), records
    # polars is silent about long rows where it leaves columns out.
    even = len(header.known) == len(header.names)
    try:
        cells = _frame(text, header, ragged=not even)
    except pl.exceptions.ComputeError:  # a long row
        cells, even = _frame(text, header), False
    if even and not cells.to_series(-1).null_count():  # a short row would show up there
        return cells, even_records(text)
    return cells, records_without_quotes(text, header)


def _frame(
    text: bytes, header: Header, *, quote: str | None = None, ragged: bool = True
) -> pl.DataFrame:
    """The contract's cells and those of the last column, as text.

    polars fills short rows without a word and cuts long ones where it is told to.
    """
    last = header.fewest_cells - 1
    positions = sorted(header.known.keys() | {last})
    cells = pl.read_csv(
        text,
        separator=header.delimiter,
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
    return rows.with_columns(misshapen=_shape_of(records.suspects))


def _shape_of(suspects: pl.DataFrame) -> pl.Expr:
    # Much faster than a join: there are few misshapen lines, and three shapes.
    shape = pl.lit(None, SHAPES)
    for (name,), few in suspects.drop_nulls("misshapen").group_by("misshapen"):
        is_one = pl.col("line").is_in(few["line"].implode())
        shape = pl.when(is_one).then(pl.lit(name, SHAPES)).otherwise(shape)
    return shape


def _empty_lines(rows: pl.DataFrame, records: Records, delimiter: str) -> pl.Series:
    """Lines of rows whose cells are all empty, those of the columns that nobody reads as well."""
    cells = pl.exclude("line", "misshapen").str.strip_chars(AROUND).fill_null("")
    first = pl.col(rows.columns[1])
    # White space sorts before all that is printed in ASCII, or behind it.
    perhaps = rows.filter(first.is_null() | (first < "!") | (first > "~"))
    blank = perhaps.filter(pl.all_horizontal(cells == ""))["line"]
    if blank.is_empty():
        return blank
    texts = texts_of(blank, records).sort("line")
    nothing = pl.col("text").str.strip_chars(f'{delimiter}"{AROUND}') == ""
    # Three quotes are a cell that holds one.
    return texts.filter(nothing & ~pl.col("text").str.contains('"""', literal=True))["line"]
