"""`receipts demo` on real and on bad files."""

import email
import json
import shutil
from decimal import Decimal
from email.policy import default

import pyarrow.parquet as pq
import pytest

from tests.builders import ALICE, BOB, HEADER, charges_csv
from tests.e2e.conftest import Demo, run_demo

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def real(real_data, tmp_path_factory) -> Demo:
    """The two real months, then one of them again under another name."""
    folder = tmp_path_factory.mktemp("real")
    seed = real_data / "seed-example-2025-07.csv"
    cloud = real_data / "cloud-charges-2024-09.csv"
    again = folder / "again 2024-09.csv"
    shutil.copy(cloud, again)
    return run_demo(folder / "out", [seed, cloud, again])


def test_real_charges_become_receipts(real):
    seed, cloud, _ = real.files

    assert real.exit_code == 0, real.printed
    assert (seed["receipts"], seed["sent"], seed["charges_total"]) == (2, 2, {"USD": "100"})
    assert (cloud["rows"], cloud["customers"], cloud["receipts"], cloud["sent"]) == (
        999,
        72,
        72,
        72,
    )
    assert cloud["charges_total"] == cloud["receipts_total"] == {"USD": "20.28022672899"}
    assert (cloud["held"], cloud["held_total"], cloud["problems"]) == (0, {}, 0)


def test_the_same_file_under_another_name_sends_nothing(real):
    _, first, again = real.files

    assert (again["status"], again["receipts"], again["sent"]) == ("already_sent", 72, 0)
    assert again["run_id"] == first["run_id"]
    assert len(real.mails) == 74


def test_each_mail_is_one_customers_and_all_totals_are_what_was_billed(real):
    mails = [email.message_from_bytes(p.read_bytes(), policy=default) for p in real.mails]

    totals = [
        Decimal(line.split("$")[1].replace(",", ""))
        for mail in mails
        for line in mail.get_body(["plain"]).get_content().splitlines()
        if line.startswith("Total")
    ]

    assert len({mail["To"] for mail in mails}) == 74
    billed = (Decimal(file["billed_total"]["USD"]) for file in real.files[:2])
    assert sum(totals) == sum(billed)


def test_the_audit_folder_mirrors_the_bucket(real):
    audit = real.directory / "audit"
    cloud = real.files[1]
    run = f"billing_period=2024-09/{cloud['run_id']}"

    lines = pq.read_table(audit / "lines" / f"{run}.parquet")
    receipts = pq.read_table(audit / "receipts" / f"{run}.parquet")

    assert sum(lines.column("charges").to_pylist()) == Decimal("20.28022672899")
    assert sum(receipts.column("total").to_pylist()) == Decimal("20.28022672899")
    assert all((audit / key).is_file() for key in receipts.column("snapshot_key").to_pylist())
    record = json.loads((audit / "runs" / f"{run}.json").read_text())
    assert (audit / "inputs" / record["source_sha256"]).is_file()
    assert len(list((audit / "mails").rglob("*.eml.gz"))) == 74


def test_the_logs_tell_of_every_receipt_and_name_nobody(real):
    logs = {path.name: path.read_text() for path in (real.directory / "logs").iterdir()}

    assert logs["WorkerFunction.log"].count('"receipt_handled"') == 74
    assert logs["ParserFunction.log"].count('"run_evaluated"') == 3
    assert logs["FeedbackFunction.log"].count('"feedback_recorded"') == 2 * 74
    for text in logs.values():
        assert "@" not in text
        assert "Zenith" not in text


BAD = {
    "missing-column-2024-09.csv": (b"customer_id,customer_name,email,service_name\nC,A,a@x.co,S\n"),
    "empty-2024-09.csv": b"",
    "picture-2024-09.csv": b"\x89PNG\r\n\x1a\n\x00\x00",
    "unknown-period.csv": charges_csv(ALICE),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory) -> Demo:
    """Four files that cannot be used, and one with a bad line among good ones."""
    folder = tmp_path_factory.mktemp("bad")
    files = BAD | {"one-line-2024-09.csv": charges_csv(ALICE, BOB.replace("5.50", "$5.50"))}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return run_demo(folder / "out", [folder / name for name in files])


@pytest.mark.parametrize(
    ("name", "words", "period"),
    [
        ("missing-column-2024-09.csv", "The column charges is missing.", "2024-09"),
        ("empty-2024-09.csv", "The file has no rows of charges.", "2024-09"),
        ("picture-2024-09.csv", "Line 1 is not UTF-8 text", "2024-09"),
        ("unknown-period.csv", "Put one YYYY-MM in the file's name", "unknown"),
    ],
)
def test_a_file_that_cannot_be_used_is_rejected_kept_and_recorded(bad, name, words, period):
    (file,) = [file for file in bad.files if file["file"] == name]

    assert (file["status"], file["receipts"], file["sent"]) == ("rejected", 0, 0)
    assert words in " ".join(file["file_errors"])
    assert words in bad.printed
    record = bad.directory / f"audit/runs/billing_period={period}/{file['run_id']}.json"
    kept = json.loads(record.read_text())["source_sha256"]
    assert (bad.directory / "audit" / "inputs" / kept).read_bytes() == BAD[name]


def test_a_bad_line_holds_its_customer_and_the_worst_file_decides_the_exit_code(bad):
    (file,) = [file for file in bad.files if file["file"] == "one-line-2024-09.csv"]

    assert bad.exit_code == 2
    assert (file["status"], file["sent"], file["held"]) == ("held", 1, 1)
    assert file["held_because"] == {"charges_not_a_number": 1}
    assert len(bad.mails) == 1


def test_focus_exports_are_read_with_their_contacts(real_data, tmp_path):
    done = run_demo(
        tmp_path / "out",
        [real_data / "focus_sample.csv"],
        "--profile",
        "focus",
        "--contacts",
        str(real_data / "focus_contacts.csv"),
    )

    assert done.exit_code == 0, done.printed
    assert [(f["billing_period"], f["receipts"], f["sent"]) for f in done.files] == [
        ("2024-09", 72, 72),
        ("2024-10", 1, 1),
    ]
    assert done.files[0]["charges_total"] == {"USD": "20.28022672899"}


def test_a_period_can_be_given_and_held_customers_are_exit_code_one(tmp_path):
    file = tmp_path / "charges.csv"
    file.write_bytes(charges_csv(ALICE, BOB.replace("bob@example.com", "bob")))

    done = run_demo(tmp_path / "out", [file], "--period", "2024-09")

    assert done.exit_code == 1, done.printed
    assert done.files[0]["billing_period"] == "2024-09"


@pytest.mark.parametrize(
    ("options", "words", "code"),
    [
        (["--period", "2024-13"], "is not a month like 2024-09", 64),
        (["--contacts", "nowhere.csv"], "no such file: nowhere.csv", 70),
    ],
)
def test_a_wrong_command_line_is_said_and_is_no_verdict_on_the_file(tmp_path, options, words, code):
    file = tmp_path / "charges-2024-09.csv"
    file.write_text(HEADER)

    done = run_demo(tmp_path / "out", [file], *options)

    assert words in done.printed
    assert done.exit_code == code


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path):
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / "mine").write_text("keep")
    (tmp_path / "charges-2024-09.csv").write_bytes(charges_csv(ALICE))

    done = run_demo(tmp_path, [tmp_path / "charges-2024-09.csv"])

    assert done.exit_code == 70
    assert "did not make" in done.printed
    assert (tmp_path / "outbox" / "mine").read_text() == "keep"
