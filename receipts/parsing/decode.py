"""Bytes -> UTF-8 text, or the reason why these bytes are no text we read."""

import codecs
import re

from receipts.model import Problem
from receipts.parsing.problems import file_error

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BLOCK = 1 << 20
_SOMETHING = re.compile(rb'[^\s,;|"\xef\xbb\xbf]')
#: What no text file holds.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")

#: Characters that a CSV reader drops or takes for structure travel through it as private-use ones.
STAND_IN = 0xF0000
_UNSEEN = re.compile(f"[\x00-\x1f\x7f-\x9f{chr(STAND_IN)}-{chr(STAND_IN + 0x9F)}]")
# polars drops a `\r` before a comma without a word.
_LONE_CR = re.compile(rb"\r(?!\n)")


def decode(data: bytes, encoding: str) -> bytes | Problem:
    """UTF-8 text, perhaps behind a BOM, lines ending in LF or CRLF.

    UTF-8 is always read; UTF-16 and Windows-1252 (`utf-16`, `cp1252`) where `encoding` says so.
    """
    text = _as_utf8(data, encoding)
    if isinstance(text, Problem):
        return text
    if not _SOMETHING.search(text):
        return file_error("file_empty")
    return _with_line_ends(text)


def stand_in(character: str) -> str:
    """The private-use character that stands for a control character or a quote."""
    return chr(STAND_IN + ord(character))


def shown(value: str) -> str:
    """The original text, control characters spelled out."""
    return _UNSEEN.sub(_spelled_out, value)


def _spelled_out(match: re.Match[str]) -> str:
    character = chr(ord(match[0]) % STAND_IN)
    return character if character == '"' else repr(character)[1:-1]


def _as_utf8(data: bytes, encoding: str) -> bytes | Problem:
    if data.startswith(_UTF16) or b"\x00\x00" in (data[:4:2], data[1:4:2]):
        return _from_utf16(data) if encoding == "utf-16" else file_error("encoding_utf16")
    line = None if data.isascii() else _first_line_not_utf8(data)
    if line is None:
        return data
    if encoding == "cp1252":
        return _from_cp1252(data)
    is_text = not _BINARY.search(data[:_BLOCK])
    return file_error("encoding_cp1252" if is_text else "encoding_not_utf8", line=line)


def _first_line_not_utf8(data: bytes) -> int | None:
    """Block by block: a decoded copy of the whole would need several times its memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    for start in range(0, len(data), _BLOCK):
        try:
            decoder.decode(view[start : start + _BLOCK], start + _BLOCK >= len(data))
        except UnicodeDecodeError as error:
            before = data.count(b"\n", 0, start)
            return before + error.object.count(b"\n", 0, error.start) + 1
    return None


def _from_utf16(data: bytes) -> bytes | Problem:
    guessed = "utf-16-be" if data[:1] == b"\x00" else "utf-16-le"
    try:
        return data.decode("utf-16" if data.startswith(_UTF16) else guessed).encode()
    except UnicodeError:
        return file_error("encoding_damaged", value="utf-16")


def _from_cp1252(data: bytes) -> bytes | Problem:
    try:
        return data.decode("cp1252").encode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return file_error("encoding_damaged", value="cp1252", line=line)


def _with_line_ends(text: bytes) -> bytes:
    if b"\r" not in text:
        return text
    if b"\n" not in text:
        return text.replace(b"\r", b"\n")
    return _LONE_CR.sub(stand_in("\r").encode(), text)
