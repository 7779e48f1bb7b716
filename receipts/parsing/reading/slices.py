"""A file's body in slices that can be read one by one: together they are the file, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from receipts.parsing.reading.header import Header
from receipts.parsing.reading.quotes import Even, offset_of_line, walk
from receipts.parsing.reading.read import RawCharges, read_body, unreadable


@dataclass(frozen=True, slots=True)
class Slice:
    """Whole records, one after the other."""

    #: Bytes of the text.
    start: int
    end: int
    #: Physical line of the first record.
    line: int
    records: int


class _Cut(NamedTuple):
    """A place where a slice may end."""

    end: int
    #: Since the place before.
    records: int
    lines: int


def slices(text: bytes, header: Header, *, about: int) -> Iterator[Slice]:
    """Cut below the header into slices of about so many bytes, never inside a record."""
    start, line = offset_of_line(text, header.ends_at), header.ends_at + 1
    records = lines = 0
    for cut in _cuts(text, header, about):
        records, lines = records + cut.records, lines + cut.lines
        if cut.end - start >= about or cut.end == len(text):
            yield Slice(start, cut.end, line, records)
            start, line, records, lines = cut.end, line + lines, 0, 0


def head_of(text: bytes, header: Header) -> bytes:
    """The header as it is, with all that stands above it."""
    return text[: offset_of_line(text, header.ends_at)]


def read_slice(
    head: bytes, body: bytes, of: Slice, header: Header, *, has_quotes: bool
) -> RawCharges:
    """As if the whole file was read, these records alone; `has_quotes` is said of the whole file.

    Nobody guesses: a slice with other records than it was cut for is unreadable.
    """
    raw = read_body(head + body, header, has_quotes=has_quotes)
    records = raw.rows.height + len(raw.problems)
    if not raw.sources or records != of.records or _has_odd_quotes(raw, head):
        return unreadable()
    return _moved(raw, of.line - header.ends_at - 1)


def _cuts(text: bytes, header: Header, about: int) -> Iterator[_Cut]:
    """Where quotes are, by the very walk that tells records apart: a stray one binds nothing."""
    if b'"' not in text:
        yield from _lines(text, offset_of_line(text, header.ends_at), len(text), about)
        return
    whole = text if text.endswith(b"\n") else text + b"\n"
    for run in walk(whole, header):
        end = min(run.end, len(text))
        if isinstance(run, Even):
            yield from _lines(text, run.start, end, about)
        else:
            yield _Cut(end, 1, whole.count(b"\n", run.start, run.end))


def _lines(text: bytes, start: int, end: int, about: int) -> Iterator[_Cut]:
    """Each line is a record."""
    while start < end:
        found = text.find(b"\n", min(start + about, end) - 1, end)
        until = end if found < 0 else found + 1
        count = text.count(b"\n", start, until) + (text[until - 1] != ord("\n"))
        yield _Cut(until, count, count)
        start = until


def _has_odd_quotes(raw: RawCharges, head: bytes) -> bool:
    """Stray quotes are told and replaced by now: the others come in pairs."""
    return raw.records.text.count(b'"', len(head)) % 2 == 1


def _moved(raw: RawCharges, by: int) -> RawCharges:
    """The same rows so many lines further down."""
    down = pl.col("line") + pl.lit(by, pl.UInt32)
    problems = [replace(problem, line=(problem.line or 0) + by) for problem in raw.problems]
    suspects = raw.records.suspects.with_columns(down)
    records = replace(raw.records, suspects=suspects, above=by)
    return replace(raw, rows=raw.rows.with_columns(down), problems=problems, records=records)
