"""The first visible sheet of a workbook, row by row, as openpyxl understands its cells."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import (
    COL_TAG,
    DATA_TAG,
    FORMULA_TAG,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.xml.functions import iterparse

_LAST_ROW = 1_048_576  # Excel's
_LAST_COLUMN = 16_384
#: openpyxl 3.1 writes "Accounting" without its semicolons.
_MENDED = {BUILTIN_FORMATS[44]: BUILTIN_FORMATS[44].replace("_)_(", "_);_(")}


class UnreadableError(Exception):
    """The workbook cannot be read; the message ends the sentence "it cannot be read: …"."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet with what its cells hold."""

    number: int
    hidden: bool
    #: (column, value, number format), without empty cells.
    cells: list[tuple[int, Any, str]]


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """The first visible sheet. `hidden_columns` fills up before the first row is yielded."""

    title: str
    #: Bytes of its XML.
    size: int
    hidden_columns: set[int]
    rows: Iterator[Row]


@contextmanager
def unreadable() -> Iterator[None]:
    """Turn whatever openpyxl raises into an `UnreadableError`."""
    try:
        yield
    except UnreadableError:
        raise
    except Exception as error:  # on damaged bytes openpyxl raises a dozen kinds
        raise UnreadableError(f"it is cut short or damaged ({type(error).__name__})") from error


def open_sheet(data: bytes) -> OpenSheet:
    """Open the first worksheet that is not hidden, formulas as their last calculated values."""
    # Read-only: a whole sheet in openpyxl's memory takes 50 times its size, and one cell merged
    # over all columns takes everything.
    reader = ExcelReader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    sheets = reader.wb.worksheets
    if len(reader.wb.sheetnames) != len(list(reader.parser.find_sheets())):
        raise UnreadableError("one of its sheets is missing")
    sheet = next((s for s in sheets if s.sheet_state == "visible"), None)
    if sheet is None:
        raise UnreadableError("it has no visible sheet")
    archive: ZipFile = reader.archive
    size = archive.getinfo(sheet._worksheet_path).file_size
    hidden: set[int] = set()
    return OpenSheet(sheet.title, size, hidden, _rows(sheet, hidden))


def _rows(sheet: Any, hidden: set[int]) -> Iterator[Row]:
    """openpyxl's own rows leave out what is hidden, and drop rows that are out of order."""
    book = sheet.parent
    with unreadable(), sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        yield from _parsed(sheet, parser, source, hidden)


def _parsed(sheet: Any, parser: Any, source: Any, hidden: set[int]) -> Iterator[Row]:
    last, complete = 0, False
    for _, element in iterparse(source):
        if element.tag == COL_TAG and _is_hidden(element, "width"):
            hidden.update(range(int(element.get("min")), int(element.get("max")) + 1))
        elif element.tag == ROW_TAG:
            row = _row(sheet, parser, element)
            if not last < row.number <= _LAST_ROW:
                raise UnreadableError("its rows are out of order")
            last = row.number
            yield row
            element.clear()
        complete = complete or element.tag == DATA_TAG
    if not complete:  # all names are others in Excel's 'Strict Open XML'
        raise UnreadableError("its sheet is of a kind that is not read")


def _row(sheet: Any, parser: Any, element: Any) -> Row:
    for cell in element:
        # A formula whose value is the empty text says that it is text.
        formula = cell.find(FORMULA_TAG) is not None and cell.get("t", "n") == "n"
        if formula and not cell.findtext(VALUE_TAG):
            raise UnreadableError(
                f"the formula in {cell.get('r')} was never calculated; open it and save it once"
            )
    number, parsed = parser.parse_row(element)
    cells = [
        (cell["column"], cell["value"], _MENDED.get(number_format, number_format))
        for cell in parsed
        for number_format in (ReadOnlyCell(sheet, **cell).number_format,)
        if cell["value"] is not None
    ]
    if any(column > _LAST_COLUMN for column, _, _ in cells):
        raise UnreadableError("a cell lies beyond the last column")
    return Row(number, _is_hidden(element, "ht"), cells)


def _is_hidden(element: Any, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def column_name(column: int) -> str:
    """`C`."""
    return str(get_column_letter(column))
