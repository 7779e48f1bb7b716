import csv
import io

import openpyxl

from receipts.parsing.evaluate import evaluate
from receipts.parsing.rejects import as_csv, as_xlsx, rejected_rows
from tests.builders import ALICE, BOB, charges_csv, inputs


def rejected(*rows):
    (run,) = evaluate(inputs(charges_csv(*rows)))
    return rejected_rows(run)


def test_the_rejects_are_all_rows_of_held_customers_with_the_help_beside_them():
    rows = rejected(ALICE, BOB, ALICE.replace("10.00", " 1,0 ".replace(",", "_"))).to_dicts()

    assert [row["charges"] for row in rows] == ["10.00", " 1_0 "]
    assert [row["problem_line"] for row in rows] == ["2", "4"]
    assert rows[0]["problem_codes"] == ""
    assert rows[1]["problem_codes"] == "charges_not_a_number"
    assert {row["billing_period"] for row in rows} == {"2024-09"}


def test_the_workbook_holds_text_only():
    row = "=1+1,007,alice@example.com,-5,1E3"

    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(rejected(row))))

    header, cells = book.active.iter_rows(max_col=5)
    assert [cell.value for cell in header][:2] == ["customer_id", "customer_name"]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("=1+1", "s"),
        ("007", "s"),
        ("alice@example.com", "s"),
        ("-5", "s"),
        ("1E3", "s"),
    ]


def test_no_formula_runs_in_the_csv_and_amounts_stay_amounts():
    data = as_csv(rejected("=cmd|x,@SUM(A1),alice,+x,-5.00"))

    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert row["customer_id"] == "'=cmd|x"
    assert row["customer_name"] == "'@SUM(A1)"
    assert row["service_name"] == "'+x"
    assert row["charges"] == "-5.00"


def test_the_wide_signs_of_east_asia_begin_formulas_too():
    data = as_csv(rejected("\uff1dcmd,\uff20SUM(A1),alice,\uff0bx,-5.00"))

    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert row["customer_id"] == "'\uff1dcmd"
    assert row["customer_name"] == "'\uff20SUM(A1)"
    assert row["service_name"] == "'\uff0bx"


def test_control_characters_are_spelled_out():
    (row,) = rejected(ALICE.replace("Alice", "Al\x07ice")).to_dicts()

    assert row["customer_name"] == "Al\\x07ice"
