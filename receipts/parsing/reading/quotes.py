"""Text with quotes -> its records by RFC 4180. A line that is none is a record of its own."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from receipts.parsing.reading.decode import stand_in
from receipts.parsing.reading.header import Header
from receipts.parsing.reading.records import AROUND, SUSPECTS, Records

#: Bytes of a record. A quote that is never closed is given up here, not at the file's end.
_LONGEST = 1 << 20
_QUOTE = stand_in('"').encode()


@dataclass(frozen=True, slots=True)
class _Patterns:
    #: As many records as possible that take one line each and have the header's number of cells.
    even: re.Pattern[bytes]
    #: One record of any number of cells on any number of lines.
    record: re.Pattern[bytes]
    #: A cell with what ends it.
    cell: re.Pattern[bytes]


@dataclass(frozen=True, slots=True)
class Even:
    """Records that take one line each and have the header's number of cells."""

    start: int
    end: int
    #: Physical line of the first.
    line: int
    count: int


@dataclass(frozen=True, slots=True)
class Odd:
    """A record that is not even."""

    start: int
    end: int
    line: int
    #: One of SHAPES; None where it only spans several lines, or has no cell with anything in it.
    shape: str | None


def records_with_quotes(text: bytes, header: Header) -> Records:
    """Tell records apart; stray quotes become their stand-ins, so that any reader agrees."""
    text = text if text.endswith(b"\n") else text + b"\n"
    lines, odd = array("L"), list[Odd]()
    for run in walk(text, header):
        if isinstance(run, Odd):
            lines.append(run.line)
            odd.append(run)
        else:
            lines.extend(range(run.line, run.line + run.count))
    told = [(each.line, each.shape, _text(text, each)) for each in odd]
    return Records(_mended(text, odd), lines, pl.DataFrame(told, schema=SUSPECTS, orient="row"))


def walk(text: bytes, header: Header) -> Iterator[Even | Odd]:
    """Even records, run by run, and what is between them, in text that ends with its last line."""
    patterns = _patterns(header.delimiter, len(header.names))
    position, line = offset_of_line(text, header.ends_at), header.ends_at + 1
    while position < len(text):
        even = patterns.even.match(text, position)
        run: Even | Odd
        if even and even.end() > position:
            run = Even(position, even.end(), line, text.count(b"\n", position, even.end()))
        else:
            run = _odd(text, position, line, patterns, header)
        yield run
        line += run.count if isinstance(run, Even) else text.count(b"\n", position, run.end)
        position = run.end


def _odd(text: bytes, start: int, line: int, patterns: _Patterns, header: Header) -> Odd:
    match = patterns.record.match(text, start, start + _LONGEST)
    if not match:
        return Odd(start, text.index(b"\n", start) + 1, line, "stray_quote")
    cells = patterns.cell.findall(match[0])
    return Odd(start, match.end(), line, _shape_of(cells, header))


def _shape_of(cells: list[bytes], header: Header) -> str | None:
    if not any(cell.decode().strip(f'"{AROUND}') for cell in cells):
        return None
    if len(cells) < header.fewest_cells:
        return "cells_missing"
    return "cells_extra" if len(cells) > len(header.names) else None


def _patterns(delimiter: str, width: int) -> _Patterns:
    sign, end = re.escape(delimiter.encode()), rb"\r?\n"
    unquoted = rb'[^"\n' + sign + rb"]*+"
    quoted, on_one_line = (
        rb'"' + inside + rb'*+(?:""' + inside + rb'*+)*+"' for inside in (rb'[^"]', rb'[^"\n]')
    )
    cell = rb"(?:" + quoted + rb"|" + unquoted + rb")"
    short = rb"(?:" + on_one_line + rb"|" + unquoted + rb")"
    exactly = b"{%d}" % (width - 1)
    return _Patterns(
        even=re.compile(rb"(?:" + short + rb"(?:" + sign + short + rb")" + exactly + end + rb")*+"),
        record=re.compile(cell + rb"(?:" + sign + cell + rb")*+" + end),
        cell=re.compile(rb"(" + cell + rb")(?:" + sign + rb"|" + end + rb")"),
    )


def offset_of_line(text: bytes, lines: int) -> int:
    """Where the text goes on below so many lines; its end, where it does not."""
    position = 0
    for _ in range(lines):
        position = text.find(b"\n", position) + 1 or len(text)
    return position


def _text(text: bytes, record: Odd) -> str:
    return text[record.start : record.end].decode().rstrip("\r\n")


def _mended(text: bytes, odd: list[Odd]) -> bytes:
    pieces, done = [], 0
    for record in odd:
        if record.shape == "stray_quote":
            stray = text[record.start : record.end].replace(b'"', _QUOTE)
            pieces += [text[done : record.start], stray]
            done = record.end
    return b"".join([*pieces, text[done:]]) if pieces else text
