"""A file's bytes, packed, spreadsheet or plain -> UTF-8 text with one line per row."""

from receipts.model import Problem
from receipts.parsing.profiles import Profile
from receipts.parsing.reading.decode import Text, decode
from receipts.parsing.reading.unpack import unpack
from receipts.parsing.reading.workbook import read_workbook

#: Workbooks are zip archives; the old ones are OLE files.
_SPREADSHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_text(data: bytes, *, name: str, profile: Profile, max_bytes: int) -> Text | Problem:
    """The text of a dropped file, or why it has none."""
    unpacked = unpack(data, name=name, max_bytes=max_bytes)
    if isinstance(unpacked, Problem):
        return unpacked
    found = _plain(unpacked.data, profile, max_bytes)
    if isinstance(found, Problem):
        return found
    return Text(found.data, [*unpacked.problems, *found.problems])


def _plain(data: bytes, profile: Profile, max_bytes: int) -> Text | Problem:
    if data.startswith(_SPREADSHEET):
        sheet = read_workbook(
            data, delimiter=profile.delimiter, decimal=profile.decimal, max_bytes=max_bytes
        )
        return sheet if isinstance(sheet, Problem) else Text(sheet.text, sheet.problems)
    return decode(data, profile.encoding)
