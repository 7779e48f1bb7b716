"""`receipts drop` against a stack that is up, as a finance person uses it."""

from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.builders import ALICE, BOB, charges_csv
from tests.e2e.conftest import Local

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Dropped:
    """What a finished `receipts drop` said, and the mails that it made go out."""

    exit_code: int
    printed: str
    mails: list[str]

    def mails_to(self, address: str) -> int:
        return sum(f"<{address}>" in mail for mail in self.mails)


def drop(local: Local, file: Path, *options: str) -> Dropped:
    before = local.mails()
    code, printed = local.receipts("drop", str(file), *options)
    new = local.mails()
    for mail in before:
        new.remove(mail)
    return Dropped(code, printed, new)


def rejects(local: Local, period: str) -> Path:
    (found,) = (local.directory / "audit").glob(f"mend/billing_period={period}/*.xlsx")
    return found


def mend(workbook: Path, column: str, value: str) -> None:
    """Write the value into each row that names a problem, and save, as a person would."""
    book = openpyxl.load_workbook(workbook)
    header, *rows = book.active.iter_rows()
    names = [cell.value for cell in header]
    for row in rows:
        if row[names.index("problem_codes")].value:
            row[names.index(column)].value = value
    book.save(workbook)


def metadata(local: Local, key: str) -> dict[str, str]:
    bucket = local.outputs["LandingBucket"]
    return local.aws("s3api", "head-object", "--bucket", bucket, "--key", key)["Metadata"]


def test_the_good_get_mail_the_others_are_held_and_the_mended_workbook_is_dropped_as_it_is(
    local, tmp_path
):
    file = tmp_path / "charges-2023-01.csv"
    file.write_bytes(charges_csv(ALICE, BOB.replace("5.50", "$5.50")))

    first = drop(local, file)

    assert first.exit_code == 1, first.printed
    assert (first.mails_to("alice@example.com"), len(first.mails)) == (1, 1)
    assert "charges_not_a_number" in first.printed
    workbook = rejects(local, "2023-01")
    assert f"mend/billing_period=2023-01/{workbook.name}" in first.printed

    mended = tmp_path / workbook.name
    mended.write_bytes(workbook.read_bytes())
    mend(mended, "charges", "5.50")
    second = drop(local, mended)

    assert second.exit_code == 0, second.printed
    assert (second.mails_to("bob@example.com"), len(second.mails)) == (1, 1)


def test_the_same_bytes_again_are_fine_and_send_nothing(local, tmp_path):
    file = tmp_path / "charges.csv"
    file.write_bytes(charges_csv(ALICE, BOB))
    drop(local, file, "--period", "2023-02")

    again = drop(local, file, "--period", "2023-02")

    assert again.exit_code == 0, again.printed
    assert "already sent" in again.printed
    assert again.mails == []


def test_a_file_travels_with_its_profile_and_control_totals(local, tmp_path):
    file = tmp_path / "charges-2023-03.csv"
    file.write_bytes(charges_csv(BOB, ALICE))

    done = drop(local, file, "--profile", "plain", "--no-wait")

    assert done.exit_code == 0, done.printed
    told = metadata(local, "charges-2023-03.csv")
    assert told.pop("control-sha256")
    assert told == {"profile": "plain", "control-rows": "2", "control-sum-usd": "15.5"}


def test_a_file_that_would_be_rejected_is_not_uploaded(local, tmp_path):
    file = tmp_path / "charges-2023-04.csv"
    file.write_bytes(charges_csv(ALICE, header="customer_id,name"))

    done = drop(local, file)

    assert done.exit_code == 2, done.printed
    assert "The column charges is missing." in done.printed
    assert "Nothing was uploaded." in done.printed
    listed = ("--bucket", local.outputs["LandingBucket"], "--prefix", file.name)
    assert not local.aws("s3api", "list-objects-v2", *listed).get("Contents")


def test_a_sidecar_that_stands_in_the_bucket_is_minded(local, tmp_path):
    file = tmp_path / "charges-2023-05.csv"
    file.write_bytes(charges_csv(ALICE, BOB.replace("5.50", "5")))
    local.drop(b'{"rows": 3}', "charges-2023-05.csv.control.json")

    refused = drop(local, file)
    file.with_name(f"{file.name}.control.json").write_text('{"rows": 2}')
    taken = drop(local, file)

    assert (refused.exit_code, refused.mails) == (2, [])
    assert taken.exit_code == 0, taken.printed
    assert len(taken.mails) == 2


def test_a_correction_is_dropped_under_corrections(local, tmp_path):
    file = tmp_path / "charges-2023-06.csv"
    file.write_bytes(charges_csv(ALICE))
    drop(local, file)
    file.write_bytes(charges_csv(ALICE.replace("10.00", "9.00")))

    done = drop(local, file, "--correction")

    assert done.exit_code == 0, done.printed
    assert "corrections/charges-2023-06.csv" in done.printed
    assert done.mails_to("alice@example.com") == 1


def test_a_stack_that_is_not_there_is_said_in_words(local, tmp_path):
    file = tmp_path / "charges-2023-07.csv"
    file.write_bytes(charges_csv(ALICE))

    done = drop(local, file, "--stack", "other")

    assert done.exit_code == 70
    assert "there is no stack other in this account and Region" in done.printed


def test_a_focus_export_and_its_mended_workbook_go_the_same_way(local, real_data, tmp_path):
    contacts = tmp_path / "contacts.csv"
    contacts.write_bytes((real_data / "focus_contacts.csv").read_bytes())
    local.aws(
        "s3",
        "cp",
        str(contacts),
        f"s3://{local.outputs['LandingBucket']}/config/contacts/focus.csv",
    )
    file = tmp_path / "focus.csv"
    export = (real_data / "focus_sample.csv").read_text(encoding="utf-8")
    file.write_text(export.replace(",0.00001605990,", ",n/a,", 1), encoding="utf-8")

    first = drop(local, file, "--profile", "focus")

    assert first.exit_code == 1, first.printed
    assert len(first.mails) == 72
    workbook = tmp_path / "mended.xlsx"
    workbook.write_bytes(rejects(local, "2024-09").read_bytes())
    mend(workbook, "BilledCost", "0.00001605990")
    second = drop(local, workbook, "--profile", "focus")

    assert second.exit_code == 0, second.printed
    assert len(second.mails) == 1
