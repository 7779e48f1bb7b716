import io
from datetime import date

import pytest
import xlsxwriter
from openpyxl.styles.numbers import BUILTIN_FORMATS

from receipts.model import Problem
from receipts.parsing.reading.decode import shown
from receipts.parsing.reading.workbook import Sheet
from tests.unit.parsing.reading.workbooks import (
    part,
    read,
    repacked,
    sheet_xml,
    text_of,
    workbook,
)


def test_a_workbook_is_read_as_the_csv_of_what_it_shows():
    data = workbook(
        ["customer_id", "charges", "month"],
        ["007", 0.1 + 0.2, date(2024, 9, 1)],
        [517_000_000_000, -3.5, "2024-09"],
        change=lambda sheet: setattr(sheet["C2"], "number_format", "yyyy-mm"),
    )

    sheet = read(data)

    assert sheet == Sheet(
        b"customer_id,charges,month\n007,0.3,2024-09\n517000000000,-3.5,2024-09\n", []
    )


def test_semicolons_and_a_decimal_comma_are_written_where_declared():
    data = workbook(["id", "charges", "note"], ["1.5", 1234.5, 'a;"b"'])

    text = text_of(data, delimiter=";", decimal=",")

    assert text == 'id;charges;note\n1.5;1234,5;"a;""b"""\n'


def test_the_first_sheet_that_people_see_is_read():
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        hidden, very_hidden = book.add_worksheet("hidden"), book.add_worksheet("very hidden")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=hidden!$A$1:$A$2"})
        book.add_chartsheet("chart").set_chart(chart)
        seen, later = book.add_worksheet("seen"), book.add_worksheet("later")
        for sheet in (hidden, very_hidden, seen, later):
            sheet.write(0, 0, sheet.name)
        seen.activate()
        seen.set_first_sheet()
        hidden.hide()
        very_hidden.very_hidden()

    text = text_of(sink.getvalue())

    assert text == "seen\n"


@pytest.mark.parametrize(
    ("change", "hidden"),
    [
        (lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True), "row 3"),
        (lambda sheet: setattr(sheet.column_dimensions["B"], "hidden", True), "column B"),
        (lambda sheet: sheet.column_dimensions.group("A", "B", hidden=True), "columns A, B"),
        (
            lambda sheet: sheet.row_dimensions.group(2, 9, hidden=True),
            "rows 2, 3, 4, 5, 6 and 3 more",
        ),
        (
            lambda sheet: (
                sheet.row_dimensions.group(3, 4, hidden=True),
                sheet.column_dimensions.group("A", hidden=True),
            ),
            "rows 3, 4 and column A",
        ),
    ],
)
def test_hidden_cells_that_hold_something_are_refused(change, hidden):
    data = workbook(["id", "charges"], *([f"C{i}", i] for i in range(20)), change=change)

    problem = read(data)

    assert isinstance(problem, Problem)
    assert problem.code == "workbook_hides_cells"
    assert f"The sheet charges hides {hidden}." in problem.message


def test_a_row_that_a_filter_hides_is_refused():
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        sheet = book.add_worksheet("charges")
        sheet.write_column(0, 0, ["id", "C1", "C2"])
        sheet.autofilter("A1:A3")
        sheet.filter_column(0, "x == C1")
        sheet.set_row(2, None, None, {"hidden": True})

    problem = read(sink.getvalue())

    assert isinstance(problem, Problem)
    assert "hides row 3." in problem.message


def test_a_column_without_width_is_hidden():
    columns = '<cols><col min="2" max="3" width="0"/></cols>'
    row = '<row><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>'

    problem = read(repacked(workbook(["id"]), sheet1=sheet_xml(row, columns)))

    assert isinstance(problem, Problem)
    assert "hides column C." in problem.message


def test_hidden_cells_without_anything_do_not_matter():
    def hide(sheet):
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["F"].hidden = True
        sheet["F2"].number_format = "0.00"

    text = text_of(workbook(["id"], ["C1"], change=hide))

    assert text == "id\nC1\n"


def test_a_formula_is_read_as_the_value_it_was_saved_with():
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "charges", "unit"])
        sheet.write_row(1, 0, ["C1"])
        sheet.write_formula("B2", "=1+1.5", value=2.5)
        sheet.write_formula("C2", "=1/0", value="#DIV/0!")

    text = text_of(sink.getvalue())

    assert text == "id,charges,unit\nC1,2.5,#DIV/0!\n"


def test_a_formula_that_was_never_calculated_is_refused():
    problem = read(workbook(["id", "charges"], ["C1", "=1+1"]))

    assert isinstance(problem, Problem)
    assert problem.code == "workbook_unreadable"
    assert "the formula in B2 was never calculated" in problem.message


def test_a_line_of_the_csv_is_a_row_of_the_sheet():
    data = workbook([], ["id", "note"], [], ["C1", " two\nlines "], ["C2", "a\tb"], [None, " "], [])

    text = text_of(data)

    lines = [shown(line) for line in text.split("\n")]
    assert lines == ["", "id,note", "", "C1,two\\nlines", "C2,a\\tb", ""]


def test_escaped_control_characters_are_what_they_stand_for():
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        book.add_worksheet().write_column(0, 0, ["id", "a\r\nb\x01c", "d\r\n"])

    text = text_of(sink.getvalue())

    assert [shown(line) for line in text.split("\n")] == ["id", "a\\r\\nb\\x01c", "d", ""]


def test_rows_are_as_wide_as_the_header_or_wider():
    data = workbook(["id", None, "charges", None], ["C1"], ["C2", None, 1, None, "extra"])

    text = text_of(data)

    assert text == "id,,charges\nC1,,\nC2,,1,,extra\n"


def test_a_sheet_that_starts_right_of_column_a_keeps_its_columns():
    text = text_of(workbook([None, "id"], [None, "C1"], [None, None]))

    assert text == ",id\n,C1\n"


def test_of_merged_cells_only_the_first_has_the_value():
    data = workbook(
        ["id", "name"], ["C1", "a"], ["C2", None], change=lambda s: s.merge_cells("B2:B3")
    )

    assert text_of(data) == "id,name\nC1,a\nC2,\n"


def test_a_merge_over_all_cells_costs_nothing():
    data = workbook(["id"], ["C1"], change=lambda s: None)
    xml = part(data, "xl/worksheets/sheet1.xml").replace(
        b"</sheetData>",
        b'</sheetData><mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>',
    )

    assert text_of(repacked(data, sheet1=xml)) == "id\nC1\n"


def test_cells_that_show_less_than_they_hold_are_counted():
    def two_decimals(sheet):
        for cell in ("B2", "B3", "B4"):
            sheet[cell].number_format = "0.00"

    data = workbook(["id", "charges"], ["a", 1.5], ["b", 1.005], ["c", 2.999], change=two_decimals)

    sheet = read(data)

    assert isinstance(sheet, Sheet)
    assert sheet.text == b"id,charges\na,1.50\nb,1.01\nc,3.00\n"
    assert [(p.code, p.value) for p in sheet.problems] == [("cells_show_less", "B3")]
    assert ": 2, first B3." in sheet.problems[0].message


@pytest.mark.parametrize("number_format", [BUILTIN_FORMATS[44], BUILTIN_FORMATS[4]])
def test_a_cell_in_a_built_in_format_is_plain_digits(number_format):
    def style(sheet):
        sheet["A2"].number_format = number_format

    assert text_of(workbook(["charges"], [-1234.5], change=style)) == "charges\n-1234.50\n"


def test_an_empty_sheet_is_empty_text():
    assert read(workbook()) == Sheet(b"", [])
