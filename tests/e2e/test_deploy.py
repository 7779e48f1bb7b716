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
    assert "--keep-code" not in refused.text


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
    remedy = "`receipts deploy --keep-code --parameter AlarmAddress=… --stack receipts-trial`"
    assert remedy in examined.text


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
    assert "LandingBucket " not in updated.text
    assert "~ change      WorkerFunction (AWS::Lambda::Function)" in updated.text
    assert "byte for byte" in world.receipts("doctor", "--stack", "receipts-trial").text


def test_a_missing_bundle_of_a_stack_that_is_there_need_not_be_built(world, deployed, tmp_path):
    refused = deploy(world, tmp_path, "--yes")

    assert refused.code == 70
    assert "--keep-code" in refused.text


def keep_code(world: Local, *options: str, stack: str = "receipts-trial") -> Said:
    return world.receipts("deploy", "--stack", stack, "--keep-code", *options)


def environment(world: Local, function: str) -> dict[str, str]:
    name = outputs(world)[function]
    found = world.aws("lambda", "get-function-configuration", "--function-name", name)
    return found["Environment"]["Variables"]


def outputs(world: Local) -> dict[str, str]:
    (stack,) = stacks(world)
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def test_a_parameter_changes_alone_and_all_that_follows_from_it_is_shown(world, deployed):
    changed = keep_code(world, "--yes", "--parameter", "SesMaxSendRate=14")

    assert changed.code == 0, changed.text
    assert "Uploading" not in changed.text
    for name in ("ParserFunction", "WorkerFunction", "WorkerEventSourceMapping", "LargeFileJob"):
        assert f"~ change      {name} (" in changed.text
    # Its seconds are the same at both rates.
    assert "ReceiptQueue (" not in changed.text
    assert environment(world, "WorkerFunction")["SES_MAX_SEND_RATE"] == "14"
    mappings = world.aws("lambda", "list-event-source-mappings")["EventSourceMappings"]
    worker = outputs(world)["WorkerFunction"]
    assert [m["BatchSize"] for m in mappings if m["FunctionArn"].endswith(worker)] == [100]
    again = keep_code(world, "--yes", "--parameter", "SesMaxSendRate=14")
    assert "Nothing to change" in again.text


def test_functions_at_work_take_a_changed_parameter(world, deployed, tmp_path):
    another_month = tmp_path / "receipts-2024-10.csv"
    another_month.write_bytes((ROOT / FIRST).read_bytes().replace(b"50.00", b"51.00"))
    changed = keep_code(world, "--yes", "--parameter", "SellerName=Renamed Ltd")
    before = len(world.mails())

    dropped = world.receipts("drop", str(another_month), "--stack", "receipts-trial")

    assert changed.code == 0, changed.text
    assert dropped.code == 0, dropped.text
    assert ["Renamed Ltd" in mail for mail in world.mails()[before:]] == [True]


def test_what_is_not_there_has_no_code_to_keep(world):
    refused = keep_code(world, "--yes", "--parameter", "SesMaxSendRate=14", stack="nowhere")

    assert refused.code == 70
    assert "there is no stack nowhere" in refused.text
    assert "make build" in refused.text


def test_pdfs_are_not_attached_by_a_worker_that_cannot_set_them(world, deployed, code):
    bundled = deploy(world, code, "--yes", "--parameter", "AttachPdf=true")
    kept = keep_code(world, "--yes", "--parameter", "AttachPdf=true")

    assert (bundled.code, kept.code) == (70, 70)
    assert "make build PDF=1" in bundled.text
    assert "make build PDF=1" in kept.text
    assert "Uploading" not in bundled.text
    assert environment(world, "ParserFunction")["ATTACH_PDF"] == "false"


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


def test_a_stack_in_prod_is_protected_from_deletion(tmp_path, code):
    prod = ("--parameter", "Environment=prod", "--parameter", "RedirectAllMailTo=")

    with empty(tmp_path) as world:
        made = deploy(world, code, "--yes", *prod)
        examined = world.receipts("doctor", "--stack", "receipts-trial").text
        found = world.aws("cloudformation", "describe-stacks", "--stack-name", "receipts-trial")

    assert made.code == 0, made.text
    assert "The stack is protected from deletion now" in made.text
    assert found["Stacks"][0]["EnableTerminationProtection"] is True
    assert "nobody deletes it by a slip" in examined


def test_the_sample_is_one_that_nobody_receives():
    lines = (ROOT / FIRST).read_text().splitlines()

    assert {line.split(",")[2] for line in lines[1:]} == {MAILBOX}
