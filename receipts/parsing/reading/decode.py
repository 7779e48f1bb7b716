"""Bytes -> UTF-8 text, or the reason why these bytes are no text we read."""

import codecs
import re
from dataclasses import dataclass, field, replace

import pyarrow as pa

from receipts.model import Problem
from receipts.parsing.problems import file_error

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BLOCK = 1 << 20
_SOMETHING = re.compile(rb'[^\s,;|"\xef\xbb\xbf]')
#: What no text file holds.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")

#: Characters that a CSV reader drops or takes for structure travel through it as private-use ones.
STAND_IN = 0xF0000
#: Control characters and stand-ins, in polars' syntax.
UNSEEN = rf"[\p{{Cc}}\x{{{STAND_IN:X}}}-\x{{{STAND_IN + 0x9F:X}}}]"
_UNSEEN = re.compile(f"[\x00-\x1f\x7f-\x9f{chr(STAND_IN)}-{chr(STAND_IN + 0x9F)}]")
# polars drops a `\r` before a comma without a word.
_LONE_CR = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Text:
    """UTF-8, perhaps behind a BOM, lines ending in LF or CRLF; and what is to be said of it."""

    data: bytes
    problems: list[Problem] = field(default_factory=list)


def decode(data: bytes, encoding: str) -> Text | Problem:
    """UTF-8 is always read; UTF-16 and Windows-1252 (`utf-16`, `cp1252`) where `encoding` says so.

    Where it does not they are an error, and read all the same: whoever mends the file wants to
    know everything at once.
    """
    text = _as_utf8(data, encoding)
    if isinstance(text, Problem):
        return text
    if not _SOMETHING.search(text.data):
        return file_error("file_empty")
    return replace(text, data=_with_line_ends(text.data))


def stand_in(character: str) -> str:
    """The private-use character that stands for a control character or a quote."""
    return chr(STAND_IN + ord(character))


def shown(value: str) -> str:
    """The original text, control characters spelled out."""
    return _UNSEEN.sub(_spelled_out, value)


def _spelled_out(match: re.Match[str]) -> str:
    character = chr(ord(match[0]) % STAND_IN)
    return character if character == '"' else repr(character)[1:-1]


def _as_utf8(data: bytes, encoding: str) -> Text | Problem:
    if data.startswith(_UTF16) or b"\x00\x00" in (data[:4:2], data[1:4:2]):
        return _told(_from_utf16(data), "encoding_utf16", declared=encoding == "utf-16")
    if _is_utf8(data):
        return Text(data)
    line, text = _first_line_not_utf8(data), _from_cp1252(data)
    if encoding != "cp1252" and (isinstance(text, Problem) or _BINARY.search(data[:_BLOCK])):
        return file_error("encoding_not_utf8", line=line)
    return _told(text, "encoding_cp1252", declared=encoding == "cp1252", line=line)


def _told(
    text: bytes | Problem, code: str, *, declared: bool, line: int | None = None
) -> Text | Problem:
    """Text in an encoding that was recognised: an error unless the profile declares it."""
    error = None if declared else file_error(code, line=line)
    if isinstance(text, Problem):
        return error or text
    return Text(text, [error] if error else [])


def _is_utf8(data: bytes) -> bool:
    """Arrow looks at the bytes where they are; decoding would copy them several times over."""
    ends = pa.array([0, len(data)], pa.int64()).buffers()[1]
    text = pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(data)])
    try:
        text.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _first_line_not_utf8(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    raise AssertionError("Arrow and Python disagree about UTF-8")


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
