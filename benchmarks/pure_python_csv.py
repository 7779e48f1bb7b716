"""Text of a CSV file -> its records by RFC 4180; a line with a stray quote stands alone."""

import re
from collections.abc import Iterator
from typing import NamedTuple

#: Bytes of a record with quotes; one that goes on for longer has a quote nobody closed.
MAX_RECORD = 1 << 20

_LONE_RETURN = re.compile(r"\r(?!\n)")
_UNQUOTED = re.compile(r'[^",\r\n]*')


class Record(NamedTuple):
    """A record as it stands in the file."""

    #: The physical line it starts on, counted from 1.
    line: int
    cells: list[str]
    #: It broke RFC 4180: this is one physical line, its quotes are ordinary characters.
    stray: bool
    #: Its text without the line end.
    raw: str


def decoded(data: bytes) -> str:
    """UTF-8 text in which every `\\r` is part of a line end.

    Any other one becomes a vertical tab: a control character as well, but never white space.
    """
    return _LONE_RETURN.sub("\v", data.decode("utf-8-sig"))


def records(text: str) -> Iterator[Record]:
    """Every record of a decoded text in order, blank lines included."""
    start, line = 0, 1
    while start < len(text):
        cells, stray, end = _record(text, start)
        raw = text[start:end]
        yield Record(line, cells, stray, raw)
        line += raw.count("\n") + 1
        start = end + (2 if text.startswith("\r", end) else 1)


def _record(text: str, start: int) -> tuple[list[str], bool, int]:
    """Cells, whether a quote is astray, and where the record ends, before its line end."""
    newline = text.find("\n", start)
    end = len(text) if newline < 0 else newline
    if end > start and text[end - 1] == "\r":
        end -= 1
    line = text[start:end]
    if '"' not in line:
        return line.split(","), False, end
    found = _well_formed(text, start)
    if found is None or len(text[start : found[1]].encode()) >= MAX_RECORD:
        return line.split(","), True, end
    return found[0], False, found[1]


def _well_formed(text: str, start: int) -> tuple[list[str], int] | None:
    """The cells of the record and where it ends; None where RFC 4180 does not allow it."""
    cells = []
    while (found := _cell(text, start)) is not None:
        cell, end = found
        cells.append(cell)
        if end == len(text) or text[end] in "\r\n":
            return cells, end
        if text[end] != ",":  # a quote in an unquoted cell, or text behind a closing quote
            return None
        start = end + 1
    return None


def _cell(text: str, start: int) -> tuple[str, int] | None:
    """A cell's value and where it ends; None where its quote is never closed."""
    if not text.startswith('"', start):
        end = _UNQUOTED.match(text, start).end()
        return text[start:end], end
    close = _closing_quote(text, start + 1)
    return None if close < 0 else (text[start + 1 : close].replace('""', '"'), close + 1)


def _closing_quote(text: str, start: int) -> int:
    """Where the first quote stands that is not doubled; -1 where there is none."""
    at = text.find('"', start)
    while at >= 0 and text.startswith('""', at):
        at = text.find('"', at + 2)
    return at
