"""The zip around a workbook: what it is, and whether it is safe to read."""

from collections.abc import Iterator
from copy import copy
from zipfile import ZipFile, ZipInfo

from receipts.model import Problem
from receipts.parsing.problems import file_error

_RATIO = 200  # sheets of charges pack some 10 times
_RATIO_COUNTS_FROM = 10 * 1024**2
#: Styles become Python objects a dozen times their size, all of them at once.
_STYLES_LIMIT = 16 * 1024**2
_CHUNK = 1024**2
_OTHER_SPREADSHEETS = ("xl/workbook.bin", "content.xml")  # xlsb, ods


def refused(archive: ZipFile, max_bytes: int) -> Problem | None:
    """Why this is not a workbook to be read, judged before any of it is unpacked."""
    names = archive.namelist()
    if not any(name.startswith("xl/workbook") and name.endswith(".xml") for name in names):
        if any(name in names for name in _OTHER_SPREADSHEETS):
            return file_error("file_is_spreadsheet")
        return file_error("file_compressed", kind="zip")
    return next(_too_far(archive.infolist(), max_bytes), None)


def _too_far(parts: list[ZipInfo], max_bytes: int) -> Iterator[Problem]:
    for part in parts:
        if part.file_size > max(_RATIO_COUNTS_FROM, _RATIO * part.compress_size):
            yield file_error("file_unpacks_too_far", ratio=_RATIO)
        if part.filename == "xl/styles.xml" and part.file_size > _STYLES_LIMIT:
            yield file_error("workbook_too_large", value=part.filename)
    if sum(part.file_size for part in parts) > max_bytes:
        largest = max(parts, key=lambda part: part.file_size)
        yield file_error("workbook_too_large", value=largest.filename)


def unpacks_as_promised(archive: ZipFile) -> bool:
    """Whether every part has the promised size; raises BadZipFile for a wrong checksum.

    zipfile cuts a part at its promised size, but `read()` unpacks all of it into memory first.
    """
    return all(_size(archive, part) == part.file_size for part in archive.infolist())


def _size(archive: ZipFile, part: ZipInfo) -> int:
    # One byte of room: a part that is longer than it promises fills it.
    roomy = copy(part)
    roomy.file_size += 1
    with archive.open(roomy) as stream:
        return sum(map(len, iter(lambda: stream.read(_CHUNK), b"")))
