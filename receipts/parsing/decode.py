"""Bytes -> text, or the reason why these bytes are not a CSV we read."""

import codecs
import re

from receipts.model import Problem
from receipts.parsing.problems import file_error

_COMPRESSED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_SPREADSHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

#: Line ends apart. `\r` counts unless it is part of CRLF: polars drops it before a comma.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
#: Control characters travel through the CSV readers as private-use ones, so both see a cell.
STAND_IN = 0xF0000
_STAND_INS = re.compile(f"[{chr(STAND_IN)}-{chr(STAND_IN + 0x9F)}]")


def decode(data: bytes) -> str | Problem:
    """UTF-8 text without BOM, lines ending in LF or CRLF."""
    refused = _refused(data)
    if refused:
        return refused
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return file_error("encoding_not_utf8", line=data.count(b"\n", 0, error.start) + 1)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    text = _CONTROL.sub(lambda match: chr(STAND_IN + ord(match[0])), text)
    return text if text.strip("\r\n ,;\t") else file_error("file_empty")


def _refused(data: bytes) -> Problem | None:
    for magic, kind in _COMPRESSED.items():
        if data.startswith(magic):
            return file_error("file_compressed", kind=kind)
    if data.startswith(_SPREADSHEET):
        return file_error("file_is_spreadsheet")
    if data.startswith(_UTF16) or _has_no_bom_but_pairs(data[:4]):
        return file_error("encoding_utf16")
    return None


def _has_no_bom_but_pairs(start: bytes) -> bool:
    return b"\x00\x00" in (start[::2], start[1::2])


def shown(value: str) -> str:
    """The original text, control characters spelled out."""
    return _STAND_INS.sub(lambda match: repr(chr(ord(match[0]) - STAND_IN))[1:-1], value)
