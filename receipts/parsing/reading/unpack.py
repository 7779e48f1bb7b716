"""Packed bytes -> plain bytes, never more of them than allowed."""

import io
from dataclasses import dataclass, field
from zipfile import BadZipFile, ZipFile

import pyarrow as pa

from receipts.model import Problem
from receipts.parsing.problems import file_error, warning

#: Plain bytes per packed byte; a CSV of charges stays far below.
MAX_RATIO = 200
_CHUNK = 1 << 20
_READ = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_REFUSED = {b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x04\x22\x4d\x18": "lz4"}
_ZIP = b"PK\x03\x04"
_SUFFIXES = (".gz", ".gzip", ".zst", ".zstd")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The plain bytes of a file."""

    #: The very bytes that were given when they were not packed.
    data: bytes
    #: Warnings only.
    problems: list[Problem] = field(default_factory=list)


def unpack(data: bytes, *, name: str, max_bytes: int) -> Unpacked | Problem:
    """At most `max_bytes` plain bytes; gzip and zstd are known by their bytes, not their name."""
    kind = _kind(data, _READ)
    if kind is None:
        return _checked(data, max_bytes, _REFUSED)
    plain = _plain(data, kind, max_bytes)
    result = plain if isinstance(plain, Problem) else _checked(plain, max_bytes, _READ | _REFUSED)
    if isinstance(result, Problem) or name.lower().endswith(_SUFFIXES):
        return result
    return Unpacked(result.data, [warning("compression_hidden", value=kind)])


def unpacks_to_more_than(limit: int, data: bytes) -> bool:
    """Whether a packed file, or a workbook, has more plain bytes than that. Keeps none of them.

    False where reading comes to an end without so many: of a damaged file, or a bomb.
    """
    if data.startswith(_ZIP):
        return _promised(data) > limit
    kind = _kind(data, _READ)
    if kind is None or MAX_RATIO * len(data) <= limit:
        return False
    try:
        with pa.CompressedInputStream(pa.BufferReader(data), kind) as stream:
            plain = 0
            while plain <= limit and (chunk := stream.read(_CHUNK)):
                plain += len(chunk)
    except OSError:
        return False
    return plain > limit


def _promised(data: bytes) -> int:
    """What a workbook says; one that lies is not read."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except BadZipFile:
        return 0


def _kind(data: bytes, magics: dict[bytes, str]) -> str | None:
    return next((kind for magic, kind in magics.items() if data.startswith(magic)), None)


def _checked(data: bytes, max_bytes: int, refused: dict[bytes, str]) -> Unpacked | Problem:
    kind = _kind(data, refused)
    if kind:
        return file_error("file_compressed", kind=kind)
    if len(data) > max_bytes:
        return file_error("file_too_large", limit=max_bytes)
    return Unpacked(data)


def _plain(data: bytes, kind: str, max_bytes: int) -> bytes | Problem:
    limit = min(max_bytes, MAX_RATIO * len(data))
    try:
        plain = _read(data, kind, limit + 1)
    except OSError:
        return file_error("file_damaged", kind=kind)
    if len(plain) <= limit:
        return plain
    if limit == max_bytes:
        return file_error("file_too_large", limit=max_bytes)
    return file_error("file_unpacks_too_far", ratio=MAX_RATIO)


def _read(data: bytes, kind: str, at_most: int) -> bytes:
    """The first `at_most` plain bytes of all members; OSError when damaged before that."""
    plain = io.BytesIO()
    with pa.CompressedInputStream(pa.BufferReader(data), kind) as stream:
        while chunk := stream.read(min(_CHUNK, at_most - plain.tell())):
            plain.write(chunk)
    return plain.getvalue()
