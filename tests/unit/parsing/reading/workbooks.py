"""Workbooks made in memory."""

import io
import zipfile

import openpyxl

from receipts.parsing.reading.workbook import Sheet, read_workbook

MB = 1024**2


def read(data, *, delimiter=",", decimal=".", max_bytes=100 * MB):
    return read_workbook(data, delimiter=delimiter, decimal=decimal, max_bytes=max_bytes)


def text_of(data, **options):
    sheet = read(data, **options)
    assert isinstance(sheet, Sheet), sheet
    return sheet.text.decode()


def saved(book):
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def workbook(*rows, change=lambda sheet: None):
    book = openpyxl.Workbook()
    book.active.title = "charges"
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                book.active.cell(number, column, value)
    change(book.active)
    return saved(book)


def repacked(data, **parts):
    """The same zip with some parts replaced or added: `sheet1=b'...'`."""
    names = {"sheet1": "xl/worksheets/sheet1.xml", "styles": "xl/styles.xml"}
    new = {names.get(name, name): content for name, content in parts.items()}
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", 8) as archive:
        for name in old.namelist():
            archive.writestr(name, new.pop(name, None) or old.read(name))
        for name, content in new.items():
            archive.writestr(name, content)
    return sink.getvalue()


def zipped(**parts):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return sink.getvalue()


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def sheet_xml(rows, before=""):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData></worksheet>'.encode()
