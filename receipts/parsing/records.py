"""Where each record begins, and which ones have not as many cells as the header."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from receipts.parsing.decode import stand_in
from receipts.parsing.header import Header

#: White space of every kind, zero-width and no-break included, as people paste it.
AROUND = " \t\r\n\u00a0\u1680\u180e\u2007\u200b\u200c\u200d\u202f\u2028\u2029\u2060\u3000\ufeff"

#: One physical line that is no record by RFC 4180, and rows with too few or too many cells.
SHAPES = pl.Enum(["stray_quote", "cells_missing", "cells_extra"])
_MISSHAPEN = pl.Schema({"line": pl.UInt32(), "misshapen": SHAPES, "text": pl.String()})
#: Bytes of a record. A quote that is never closed is given up here, not at the file's end.
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Records:
    """The shape of a file's body."""

    #: Text that a CSV reader reads as these very records.
    text: bytes
    #: Physical line of each record; empty where it simply counts on.
    lines: "array[int]"
    #: `line`, `misshapen` (one of SHAPES) and `text`, the record as it came.
    misshapen: pl.DataFrame
    #: Lines of records whose cells are all empty; None where nobody has looked.
    empty: pl.Series | None = None


def nothing_misshapen() -> pl.DataFrame:
    """`Records.misshapen` of a good file."""
    return pl.DataFrame(schema=_MISSHAPEN)


def records_without_quotes(text: bytes, header: Header, delimiter: str) -> Records:
    """Each physical line is a record."""
    cells, fewest, most = pl.col("cells"), header.fewest_cells, len(header.names)
    shape = pl.when(cells < fewest).then(pl.lit("cells_missing")).otherwise(pl.lit("cells_extra"))
    misshapen = (
        pl.scan_lines(text, name="text", row_index_name="line", row_index_offset=1)
        .slice(header.ends_at)
        .with_columns(cells=pl.col("text").str.count_matches(delimiter, literal=True) + 1)
        .filter((cells < fewest) | (cells > most))
        .filter(pl.col("text").str.strip_chars(f"{delimiter}{AROUND}") != "")
        .with_columns(misshapen=shape)
        .select(pl.col(name).cast(kind) for name, kind in _MISSHAPEN.items())
        .collect(engine="streaming")
    )
    return Records(text, array("L"), misshapen)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    line: int
    shape: str | None
    empty: bool


def records_with_quotes(text: bytes, header: Header, delimiter: str) -> Records:
    """Tell records apart by RFC 4180. A line that is none is a record of its own."""
    text = text if text.endswith(b"\n") else text + b"\n"
    lines, empty, found, pieces, done = array("L"), array("L"), [], [], 0
    for record in _walk(text, header, delimiter):
        lines.append(record.line)
        if record.empty:
            empty.append(record.line)
        if record.shape:
            found.append((record.line, record.shape, _text(text, record)))
        if record.shape == "stray_quote":
            pieces += [text[done : record.start], _without_quotes(text, record)]
            done = record.end
    mended = b"".join([*pieces, text[done:]]) if pieces else text
    misshapen = pl.DataFrame(found, schema=_MISSHAPEN, orient="row")
    return Records(mended, lines, misshapen, pl.Series("line", empty, pl.UInt32))


def _walk(text: bytes, header: Header, delimiter: str) -> Iterator[_Found]:
    width = len(header.names)
    well_shaped, well_formed, cell = _patterns(delimiter, width)
    position, line = _offset_of_line(text, header.ends_at), header.ends_at + 1
    while position < len(text):
        limit = position + _LONGEST
        shape = None
        match = well_shaped.match(text, position, limit)
        if not match:
            match = well_formed.match(text, position, limit)
            shape = _shape_of(cell.findall(match[0]), header) if match else "stray_quote"
        end = match.end() if match else text.index(b"\n", position) + 1
        empty = match is not None and _is_empty(match[0], delimiter)
        yield _Found(position, end, line, None if empty else shape, empty)
        line += text.count(b"\n", position, end)
        position = end


def _patterns(
    delimiter: str, width: int
) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    """A record of `width` cells, one of any number, and a cell with what ends it."""
    sign = re.escape(delimiter.encode())
    cell = rb'(?:"[^"]*+(?:""[^"]*+)*+"|[^"\n' + sign + rb"]*+)"
    more = rb"(?:" + sign + cell + rb")"
    end = rb"\r?\n"
    exactly = b"{%d}" % (width - 1)
    return (
        re.compile(cell + more + exactly + end),
        re.compile(cell + more + b"*+" + end),
        re.compile(cell + rb"(?:" + sign + rb"|" + end + rb")"),
    )


def _offset_of_line(text: bytes, lines: int) -> int:
    position = 0
    for _ in range(lines):
        position = text.index(b"\n", position) + 1
    return position


def _shape_of(cells: list[bytes], header: Header) -> str | None:
    if len(cells) < header.fewest_cells:
        return "cells_missing"
    return "cells_extra" if len(cells) > len(header.names) else None


def _is_empty(record: bytes, delimiter: str) -> bool:
    rest = record.strip(b'" \t\r\n' + delimiter.encode())
    if not rest:
        return b'"""' not in record  # a cell that holds a quote
    # Only white space outside ASCII needs a closer look.
    return rest[0] > 0x7F and not rest.decode().strip(f'"{delimiter}{AROUND}')


def _text(text: bytes, record: _Found) -> str:
    return text[record.start : record.end].decode().rstrip("\r\n")


def _without_quotes(text: bytes, record: _Found) -> bytes:
    return text[record.start : record.end].replace(b'"', stand_in('"').encode())
