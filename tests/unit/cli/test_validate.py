import json

import openpyxl
import pytest

from receipts.cli.main import EX_SOFTWARE, EX_USAGE, main
from receipts.cli.options import DEFAULTS
from receipts.config import Stack
from tests.builders import ALICE, BOB, charges_csv
from tests.unit.cloudformation.template import PARAMETERS

BAD_BOB = BOB.replace("5.50", "$5.50")
TOML = """delimiter = ";"
[columns]
customer_id = "Nr"
customer_name = "Kunde"
email = "Mail"
service_name = "Leistung"
charges = "Betrag"
"""


@pytest.fixture
def charges(tmp_path):
    """Writes a file of charges and gives its path."""

    def write(*rows, name="charges-2024-09.csv", **options):
        path = tmp_path / name
        path.write_bytes(charges_csv(*rows, **options))
        return path

    return write


def validate(path, *options):
    return main(["validate", str(path), *map(str, options)])


def numbers(path, *options):
    out = path.with_name("out.json")
    code = validate(path, "--json", out, *options)
    return code, json.loads(out.read_text())


def test_the_defaults_are_the_templates():
    defaults = {name: given["Default"] for name, given in PARAMETERS.items() if "Default" in given}

    assert Stack({}, defaults | {"SellerName": DEFAULTS.seller_name}).rulebook == DEFAULTS


def test_a_good_file_is_accepted_and_nothing_is_sent(charges, capsys):
    code = validate(charges(ALICE, BOB))

    printed = capsys.readouterr().out
    assert code == 0
    assert "accepted" in printed
    assert "15.5" in printed


def test_held_customers_are_named_with_line_column_and_value(charges, capsys):
    code = validate(charges(ALICE, BAD_BOB))

    assert code == 1
    assert "\n  line 3, charges: $5.50\n" in capsys.readouterr().out


def test_of_many_problems_the_first_are_shown(charges, capsys):
    rows = [f"C{i},Bo,bo{i}@example.com,Hosting,none" for i in range(8)]

    validate(charges(ALICE, *rows), "--max-held-share", "1")

    printed = capsys.readouterr().out
    assert "charges_not_a_number (8): " in printed
    assert "line 7, charges: none\n  and 3 more\n" in printed


def test_a_rejected_file_says_why(charges, capsys):
    code = validate(charges(ALICE, name="charges.csv"))

    assert code == 2
    assert "The billing period is unknown." in capsys.readouterr().out


def test_a_period_can_be_given(charges):
    code, told = numbers(charges(ALICE, name="charges.csv"), "--period", "2024-10")

    assert (code, told["files"][0]["billing_period"]) == (0, "2024-10")


def test_folders_above_the_file_are_not_part_of_its_key(charges, tmp_path):
    (tmp_path / "2023-01").mkdir()

    code, told = numbers(charges(ALICE, name="2023-01/charges-2024-09.csv"))

    assert (code, told["files"][0]["billing_period"]) == (0, "2024-09")


def test_the_json_has_exact_numbers_and_each_problem_once(charges):
    header = "customer_id,customer_name,email,service_name,charges,billing_period,extra"
    rows = (f"{ALICE},2024-09,x", f"{BAD_BOB},2024-10,x", f"{ALICE},2024-10,x")

    code, told = numbers(charges(*rows, name="charges.csv", header=header))

    first, second = told["files"]
    assert code == 1
    assert (first["status"], second["status"]) == ("accepted", "held")
    assert first["charges_total"] == first["receipts_total"] == {"USD": "10"}
    assert first["rounding_difference"] == {"USD": "0"}
    assert "sent" not in first
    ignored, number = told["problems"]
    assert (ignored["code"], ignored["line"]) == ("columns_ignored", None)
    assert number.pop("message").startswith("Write the amount as plain digits")
    assert number == {
        "code": "charges_not_a_number",
        "severity": "error",
        "line": 3,
        "column": "charges",
        "value": "$5.50",
        "customer_id": "C2",
    }


def test_the_held_rows_of_all_months_are_one_workbook(charges, tmp_path):
    header = "customer_id,customer_name,email,service_name,charges,billing_period"
    rows = (f"{BAD_BOB},2024-09", f"{ALICE},2024-09", f"{BAD_BOB},2024-10")
    out = tmp_path / "mend.xlsx"

    validate(charges(*rows, name="charges.csv", header=header), "--rejects", out)

    names, *cells = openpyxl.load_workbook(out).active.iter_rows(values_only=True)
    month = names.index("billing_period")
    assert [(row[0], row[month]) for row in cells] == [("C2", "2024-09"), ("C2", "2024-10")]


def test_without_held_rows_no_workbook_is_written(charges, tmp_path, capsys):
    out = tmp_path / "mend.xlsx"

    validate(charges(ALICE), "--rejects", out)

    assert not out.exists()
    assert "Nothing is held" in capsys.readouterr().out


def test_more_rows_than_a_sheet_holds_become_a_csv(charges, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("receipts.cli.rejects.MOST_ROWS", 1)
    rows = (BAD_BOB, BAD_BOB)

    validate(charges(*rows), "--rejects", tmp_path / "mend.xlsx")

    assert not (tmp_path / "mend.xlsx").exists()
    assert (tmp_path / "mend.csv").read_bytes().count(b"\n") == 3
    assert "more than a sheet holds" in capsys.readouterr().out


def test_the_file_itself_is_never_overwritten(charges, capsys):
    path = charges(BAD_BOB)
    before = path.read_bytes()

    code = validate(path, "--json", path)

    assert (code, path.read_bytes()) == (EX_SOFTWARE, before)
    assert "write to another file" in capsys.readouterr().err


@pytest.mark.parametrize("where", ["drafts/acme.toml", "config/profiles/acme.toml"])
def test_a_profile_of_ones_own_is_read_from_its_path_or_by_its_name(tmp_path, where):
    file = tmp_path / "export-2024-09.csv"
    file.write_text("Nr;Kunde;Mail;Leistung;Betrag\n1;Al;al@example.com;Hosting;5\n")
    own = tmp_path / where
    own.parent.mkdir(parents=True)
    own.write_text(TOML)
    asked = "acme" if where.startswith("config") else own

    assert validate(file, "--profile", asked) == 0


def test_a_profile_nobody_knows_is_the_parsers_answer(charges, capsys):
    code = validate(charges(ALICE), "--profile", "acme")

    assert code == 2
    assert "There is no profile acme." in capsys.readouterr().out


def test_a_draft_with_a_built_in_name_is_refused(charges, tmp_path, capsys):
    draft = tmp_path / "plain.toml"
    draft.write_text(TOML)

    code = validate(charges(ALICE), "--profile", draft)

    assert code == EX_SOFTWARE
    assert "plain is built in" in capsys.readouterr().err


def test_contacts_go_with_a_profile_that_knows_no_addresses(charges, tmp_path):
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("customer_id,customer_name,email\nC1,Al,al@example.com\n")
    header = "SubAccountId,SubAccountName,ServiceName,BilledCost,BillingCurrency,BillingPeriodStart"
    header += ",ChargeDescription,PricingQuantity,PricingUnit"
    row = "C1,Al,Hosting,5,USD,2024-09-01 00:00:00,Hosting,1,h"
    path = charges(row, name="focus.csv", header=header)

    without = validate(path, "--profile", "focus")
    given = validate(path, "--profile", "focus", "--contacts", contacts)

    assert (without, given) == (2, 0)


@pytest.mark.parametrize("option", [False, True])
def test_control_totals_that_differ_reject_the_file(charges, tmp_path, option, capsys):
    path = charges(ALICE, BOB)
    sidecar = tmp_path / ("other.json" if option else "charges-2024-09.csv.control.json")
    sidecar.write_text('{"rows": 3}')

    code = validate(path, *(["--control", sidecar] if option else []))

    assert code == 2
    assert "3" in capsys.readouterr().out


def test_a_workbook_is_read_like_a_csv(tmp_path):
    book = openpyxl.Workbook()
    for line in charges_csv(ALICE, BOB).decode().split():
        book.active.append(line.split(","))
    book.save(tmp_path / "charges-2024-09.xlsx")

    assert validate(tmp_path / "charges-2024-09.xlsx") == 0


def test_a_file_larger_than_the_limit_is_not_read(charges):
    code, told = numbers(charges(ALICE), "--max-input-bytes", "10")

    assert (code, told["problems"][0]["code"]) == (2, "file_too_large")


@pytest.mark.parametrize(
    "options",
    [
        ["--rejects", "mend.csv"],
        ["--currency", "dollars"],
        ["--locale", "e"],
        ["--max-held-share", "2"],
        ["--max-input-bytes", "1e9"],
    ],
)
def test_options_that_make_no_sense_are_wrong_usage(charges, options):
    with pytest.raises(SystemExit) as stopped:
        validate(charges(ALICE), *options)

    assert stopped.value.code == EX_USAGE
