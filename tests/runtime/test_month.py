"""A CSV in, mails out, by the bundles alone."""

import json
import os
import subprocess
import time

import pytest

from bundles.interpreter import find_python
from bundles.recipe import ROOT
from tests.builders import ALICE, BOB, charges_csv
from tests.runtime.emulator import Emulated
from tests.runtime.looking import mapped_files, temporary_bytes
from tests.runtime.stage import HOME, PATH, stage, temporary

MODULES = ["feedback", "parser", "watch", "worker"]
PATIENCE = 120
LAMBDA_TMP_BYTES = 512 * 2**20
_IMPORTED = """
import json, sys, importlib
importlib.import_module("lambdas." + sys.argv[1])
files = [each.__file__ for each in list(sys.modules.values()) if getattr(each, "__file__", None)]
print(json.dumps({"path": [p for p in sys.path if p], "files": files}))
"""
_TOUCH = "open('receipts/__init__.py', 'a')"


def until(happened):
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def states(world):
    rows = world.client("dynamodb").scan(TableName=world.outputs["LedgerTable"])["Items"]
    return sorted(row["state"]["S"] for row in rows if "state" in row)


def by_module():
    return {each.module: each for each in Emulated.made if each.process}


def run(module, code, *arguments):
    folder = HOME / "task" / module
    variables = {"TMPDIR": str(temporary("probe")), "LAMBDA_TASK_ROOT": str(folder)}
    return subprocess.run(
        [*stage().sandbox, str(stage().python), "-c", code, *arguments],
        cwd=folder,
        env={"PATH": PATH, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def outbox(world):
    """The mails of a dropped file, after SES has said what became of them."""
    file = charges_csv(ALICE, BOB, "C3,Bo,bounce@simulator.amazonses.com,Hosting,1")
    bucket = world.outputs["LandingBucket"]
    world.client("s3").put_object(Bucket=bucket, Key="2024-09/x.csv", Body=file)
    until(lambda: states(world) == ["BOUNCED", "DELIVERED", "DELIVERED"])
    until(lambda: len(by_module()) == len(MODULES))
    return [mail.read_text() for mail in (world._directory / "outbox").glob("*.eml")]


def test_a_dropped_file_becomes_one_mail_each_and_what_ses_says_is_in_the_ledger(outbox):
    addresses = ["alice@example.com", "bob@example.com", "bounce@simulator.amazonses.com"]

    found = [sum(f"<{address}>" in mail for mail in outbox) for address in addresses]

    assert found == [1, 1, 1]


def test_a_mail_has_a_pdf_where_the_worker_can_set_one(outbox, attaches_pdf):
    found = {"Content-Type: application/pdf" in mail for mail in outbox}

    assert found == {attaches_pdf}


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.usefixtures("outbox")
def test_every_library_that_a_function_has_loaded_is_of_its_bundle_or_of_python(module):
    function = by_module()[module]
    # Of the environment of the client, which the checkout keeps in its folder for builds.
    clients = HOME / "python"

    foreign = {
        path
        for path in mapped_files(function)
        if path.is_relative_to(ROOT)
        and not path.is_relative_to(function.code)
        and not path.is_relative_to(clients)
    }

    assert foreign == set()


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.usefixtures("bundles")
def test_every_module_that_a_function_imports_is_of_its_bundle_or_of_python(module):
    found = json.loads(run(module, _IMPORTED, module).stdout)

    # Its libraries may be named by the links that lead to it.
    found_at = find_python("3.13")
    places = (found_at.parents[1], found_at.resolve().parents[1], HOME / "python")
    ours, python = f"{HOME / 'task' / module}{os.sep}", tuple(f"{place}/" for place in places)
    assert [file for file in found["files"] if not file.startswith((ours, *python))] == []
    assert f"{ours}receipts/__init__.py" in found["files"]


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.usefixtures("bundles")
def test_a_bundle_cannot_be_written_to(module):
    if not stage().sandbox:
        pytest.skip("this machine lets nobody mount (unshare --mount)")

    done = run(module, _TOUCH)

    assert "Read-only file system" in done.stderr


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.usefixtures("outbox")
def test_a_function_leaves_nothing_in_its_folder_for_temporary_files(module):
    function = by_module()[module]

    left = temporary_bytes(function)

    assert left < LAMBDA_TMP_BYTES / 100
