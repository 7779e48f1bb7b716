"""A charges workbook -> the CSV a person would have saved from it, or why it is not read."""

import csv
import io
import re
import warnings
from dataclasses import dataclass, field
from zipfile import ZipFile

from receipts.model import Problem
from receipts.parsing.problems import file_error, warning
from receipts.parsing.reading.decode import stand_in
from receipts.parsing.reading.displayed import displayed
from receipts.parsing.reading.workbook_archive import refused, unpacks_as_promised
from receipts.parsing.reading.workbook_rows import (
    OpenSheet,
    Row,
    UnreadableError,
    column_name,
    open_sheet,
    unreadable,
)

_OLE = b"\xd0\xcf\x11\xe0"  # xls, and every workbook with a password
#: Of the sheet's XML. openpyxl reads one to two MB of it a second: more takes minutes.
_SHEET_LIMIT = 128 * 1024**2
_NAMED = 5  # hidden rows or columns that are named one by one

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
#: How workbooks write control characters that XML cannot hold.
_ESCAPED = re.compile("_x(00(?:[01][0-9A-Fa-f]|7[Ff]|[89][0-9A-Fa-f]))_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first visible sheet as UTF-8 CSV, one line for each row; `problems` are warnings."""

    text: bytes
    problems: list[Problem]


@dataclass(slots=True)
class _Page:
    """What is written so far."""

    delimiter: str
    decimal: str
    limit: int
    stream: io.StringIO = field(default_factory=lambda: io.StringIO(newline=""))
    lines: int = 0
    width: int = 0
    #: Coordinates of cells that show less than they hold: how many, and the first.
    less: int = 0
    first_less: str = ""
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)


def read_workbook(data: bytes, *, delimiter: str, decimal: str, max_bytes: int) -> Sheet | Problem:
    """The first visible sheet as people see it; `max_bytes` bounds all that it unpacks to."""
    if data.startswith(_OLE):
        return file_error("file_is_spreadsheet")
    try:
        with warnings.catch_warnings():
            # openpyxl's are about styles, extensions and the like, which nobody here reads.
            warnings.simplefilter("ignore")
            return _read(data, _Page(delimiter, decimal, max_bytes))
    except UnreadableError as error:
        return file_error("workbook_unreadable", reason=error)


def _read(data: bytes, page: _Page) -> Sheet | Problem:
    with unreadable():
        problem = _refused(data, page.limit)
        if problem:
            return problem
        sheet = open_sheet(data)
    return _too_large(sheet) or _written(sheet, page)


def _refused(data: bytes, max_bytes: int) -> Problem | None:
    with ZipFile(io.BytesIO(data)) as archive:
        problem = refused(archive, max_bytes)
        if not problem and not unpacks_as_promised(archive):
            raise UnreadableError("it is not of the size that it promises")
        return problem


def _too_large(sheet: OpenSheet) -> Problem | None:
    too_large = sheet.size > _SHEET_LIMIT
    return file_error("workbook_too_large", value=sheet.title) if too_large else None


def _written(sheet: OpenSheet, page: _Page) -> Sheet | Problem:
    for row in sheet.rows:
        _write(page, row, sheet.hidden_columns)
        if page.stream.tell() > page.limit:  # one cell far to the right widens every line
            return file_error("workbook_too_large", value=sheet.title)
    if page.hidden_rows or page.hidden_columns:
        hidden = _hidden(page.hidden_rows, sorted(page.hidden_columns))
        return file_error("workbook_hides_cells", value=sheet.title, hidden=hidden)
    less = [warning("cells_show_less", count=page.less, value=page.first_less)]
    return Sheet(page.stream.getvalue().encode(), less if page.less else [])


def _write(page: _Page, row: Row, hidden_columns: set[int]) -> None:
    texts = _texts(page, row)
    if not texts:
        return
    if row.hidden:
        page.hidden_rows.append(row.number)
    page.hidden_columns |= texts.keys() & hidden_columns
    page.width = page.width or max(texts)  # the first row with anything in it is the header
    cells = [texts.get(i, "") for i in range(1, max(page.width, *texts) + 1)]
    page.stream.write("\n" * (row.number - page.lines - 1))
    csv.writer(page.stream, delimiter=page.delimiter, lineterminator="\n").writerow(cells)
    page.lines = row.number


def _texts(page: _Page, row: Row) -> dict[int, str]:
    """Column -> text, for every cell that holds anything."""
    texts: dict[int, str] = {}
    for column, value, number_format in row.cells:
        shown = displayed(value, number_format, decimal=page.decimal)
        text = _one_line(shown.text)
        if text or shown.shows_less:
            texts[column] = text
        if shown.shows_less:
            page.less += 1
            page.first_less = page.first_less or f"{column_name(column)}{row.number}"
    return texts


def _one_line(text: str) -> str:
    """Control characters as their stand-ins, so that a row of the sheet stays one line."""
    unescaped = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).strip()
    return _CONTROL.sub(lambda match: stand_in(match[0]), unescaped)


def _hidden(rows: list[int], columns: list[int]) -> str:
    found = (("row", [str(n) for n in rows]), ("column", [column_name(n) for n in columns]))
    return " and ".join(_named(kind, names) for kind, names in found if names)


def _named(kind: str, names: list[str]) -> str:
    """`rows 3, 4 and 5 more`."""
    named, more = names[:_NAMED], len(names) - _NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"{kind}{'s' if len(named) > 1 else ''} {', '.join(named)}{rest}"
