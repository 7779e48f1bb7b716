import os

import pytest

from receipts.model import Problem
from tests.unit.parsing.reading.workbooks import (
    MB,
    read,
    repacked,
    sheet_xml,
    workbook,
    zipped,
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xls", "file_is_spreadsheet"),
        (zipped(**{"xl/workbook.bin": b"xlsb"}), "file_is_spreadsheet"),
        (zipped(mimetype=b"ods", **{"content.xml": b"<a/>"}), "file_is_spreadsheet"),
        (zipped(**{"word/document.xml": b"<a/>"}), "file_compressed"),
        (zipped(**{"charges.csv": b"a,b"}), "file_compressed"),
        (b"", "workbook_unreadable"),
        (b"PK\x03\x04", "workbook_unreadable"),
        (b"id,charges\n", "workbook_unreadable"),
        (zipped(**{"xl/workbook.xml": b"<a/>"}), "workbook_unreadable"),
    ],
)
def test_what_is_no_workbook_is_named(data, code):
    problem = read(data)

    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize(
    "xml",
    [
        sheet_xml('<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>'),
        sheet_xml('<row r="9999999"><c><v>1</v></c></row>'),
        sheet_xml('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'),
        sheet_xml('<row r="1"><c><v>one</v></c></row>'),
        sheet_xml('<row r="1"><c t="s"><v>99</v></c></row>'),
        sheet_xml('<row r="1"><c s="99"><v>1</v></c></row>'),
        b'<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData/></worksheet>',
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused(xml):
    problem = read(repacked(workbook(["id"]), sheet1=xml))

    assert isinstance(problem, Problem)
    assert problem.code == "workbook_unreadable"


@pytest.mark.parametrize(
    ("parts", "max_bytes", "code"),
    [
        ({"sheet1": sheet_xml(" " * 11 * MB)}, 100 * MB, "file_unpacks_too_far"),
        ({"xl/media/a.bin": os.urandom(MB)}, MB, "workbook_too_large"),
        ({"styles": os.urandom(17 * MB)}, 100 * MB, "workbook_too_large"),
    ],
)
def test_a_bomb_is_not_unpacked(parts, max_bytes, code):
    problem = read(repacked(workbook(["id"]), **parts), max_bytes=max_bytes)

    assert isinstance(problem, Problem)
    assert problem.code == code


def test_a_part_that_lies_about_its_size_is_refused():
    data = bytearray(repacked(workbook(["id"], ["C1"]), sheet1=sheet_xml(" " * 20 * MB)))
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")

    problem = read(bytes(data))

    assert isinstance(problem, Problem)
    assert problem.code == "workbook_unreadable"


def test_a_sheet_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr("receipts.parsing.reading.workbook._SHEET_LIMIT", 100)

    problem = read(workbook(["id"]))

    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == ("workbook_too_large", "charges")


def test_a_few_cells_cannot_make_a_text_beyond_the_limit():
    wide = '<row><c r="XFD1"><v>1</v></c></row>' + "<row><c><v>1</v></c></row>" * 100

    problem = read(repacked(workbook(["id"]), sheet1=sheet_xml(wide)), max_bytes=MB)

    assert isinstance(problem, Problem)
    assert problem.code == "workbook_too_large"
