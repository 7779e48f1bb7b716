"""From an empty AWS to the first receipt, with the commands that a new user types."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from receipts.deployment.code import FILES
from tests.e2e.conftest import ROOT, Local, Said, empty, until

pytestmark = pytest.mark.e2e

FIRST = "samples/first/first-receipt-2024-09.csv"
MAILBOX = "success@simulator.amazonses.com"
TRIAL = {
    "SellerName": "Shop Ltd",
    "FromAddress": "billing@shop.example",
    "SesIdentity": "shop.example",
    "RedirectAllMailTo": MAILBOX,
}


def build(folder: Path, *, version: str = "1") -> Path:
    """What stands in for `make build`: here functions run from the checkout."""
    for name in FILES.values():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("version", f"{version} of {name}")
        else:
            path.write_text(f"# {version} of {name}")
    return folder


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Iterator[Local]:
    with empty(tmp_path_factory.mktemp("empty")) as opened:
        yield opened


@pytest.fixture(scope="module")
def code(tmp_path_factory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


def deploy(world: Local, code: Path, *options: str) -> Said:
    parameters = [
        word for name, value in TRIAL.items() for word in ("--parameter", f"{name}={value}")
    ]
    return world.receipts(
        "deploy", "--stack", "receipts-trial", "--code", str(code), *parameters, *options
    )


@pytest.fixture(scope="module")
def deployed(world, code) -> Said:
    return deploy(world, code, "--yes")


def test_what_has_no_answer_is_named_at_once_and_nothing_is_made(world, code):
    untold = world.receipts("deploy", "--stack", "untold", "--code", str(code), "--yes")
    unasked = world.receipts("deploy", "--stack", "untold", "--code", str(code))

    assert (untold.code, unasked.code) == (70, 64)
    assert "--parameter SellerName=… --parameter FromAddress=…" in untold.text
    assert "--parameter RedirectAllMailTo=…" in untold.text
    assert not [s for s in stacks(world) if s["StackName"] == "untold"]


def stacks(world: Local) -> list[dict]:
    return world.aws("cloudformation", "describe-stacks").get("Stacks", [])


def test_a_missing_bundle_says_what_makes_it(world, tmp_path):
    refused = deploy(world, tmp_path, "--yes")

    assert refused.code == 70
    assert "parser.zip" in refused.text
    assert "make build" in refused.text


def test_a_dry_run_shows_what_would_be_made_and_leaves_no_stack(world, code):
    looked = deploy(world, code, "--dry-run", "--stack", "looked")

    assert looked.code == 0, looked.text
    assert "AWS::DynamoDB::Table" in looked.text
    assert not [s for s in stacks(world) if s["StackName"] == "looked"]


def test_a_stack_is_made_followed_and_explained(deployed):
    assert deployed.code == 0, deployed.text
    assert deployed.text.startswith("Stack receipts-trial, account 123456789012, Region us-east-1")
    for words in ("resources are made", "CREATE_COMPLETE", "LandingBucket", "What is next"):
        assert words in deployed.text
    assert f"receipts drop {FIRST} --stack receipts-trial" in deployed.text


def test_the_first_receipt_arrives(world, deployed):
    until(lambda: "functions begin" in world.told())

    dropped = world.receipts("drop", FIRST, "--stack", "receipts-trial")

    assert dropped.code == 0, dropped.text
    assert [MAILBOX in mail for mail in world.mails()] == [True]


def test_the_doctor_finds_nothing_that_fails(world, deployed):
    examined = world.receipts("doctor", "--stack", "receipts-trial")

    assert examined.code == 0, examined.text
    assert " fail" not in examined.text
    for words in ("S3 refuses to delete", "what was deployed, byte for byte", "nobody is told"):
        assert words in examined.text


def test_the_same_again_changes_nothing(world, deployed, code):
    again = deploy(world, code, "--yes")

    assert again.code == 0, again.text
    assert "Nothing to change" in again.text
    assert "Uploading" not in again.text


def test_new_code_changes_its_functions_only_and_the_doctor_knows_it(world, deployed, code):
    changed = build(code.with_name("changed"), version="2")
    for name in FILES.values():
        if not name.endswith("/worker.zip"):
            (changed / name).write_bytes((code / name).read_bytes())

    updated = deploy(world, changed, "--yes")

    assert updated.code == 0, updated.text
    assert "1 resource changes:" in updated.text
    assert "~ change      WorkerFunction (AWS::Lambda::Function)" in updated.text
    assert "byte for byte" in world.receipts("doctor", "--stack", "receipts-trial").text


def test_what_cannot_be_changed_is_explained_and_the_stack_stays(world, deployed, code):
    failed = deploy(world, code, "--yes", "--parameter", "LogRetentionDays=30")

    assert failed.code == 1
    assert "UPDATE_ROLLBACK_COMPLETE: what was begun was taken back" in failed.text
    assert "LogGroup (AWS::Logs::LogGroup) failed" in failed.text


def test_a_trial_is_not_switched_to_prod_by_a_plain_yes(world, deployed, code):
    switched = ("--parameter", "Environment=prod", "--parameter", "RedirectAllMailTo=")

    refused = deploy(world, code, "--yes", *switched)

    assert refused.code == 1
    assert "What it sent counts as sent" in refused.text


def test_the_sample_is_one_that_nobody_receives():
    lines = (ROOT / FIRST).read_text().splitlines()

    assert {line.split(",")[2] for line in lines[1:]} == {MAILBOX}
