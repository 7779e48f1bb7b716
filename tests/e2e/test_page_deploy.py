"""docs/deploy.md from its top to its end: a trial, production, its end, taking it over again."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from receipts.deployment.code import FILES
from tests.e2e.conftest import ROOT, Local, empty, until
from tests.e2e.test_deploy import build
from tests.e2e.typist import type_in
from tests.pages import DOCS, block, typed

pytestmark = pytest.mark.e2e

PAGE = DOCS / "deploy.md"
STAY = "receipts local --empty"
#: All of them, in their order: what one does is what the next begins with.
LINES = [line for line in typed(PAGE) if line != STAY]
DELETE = next(line for line in LINES if "delete-stack" in line)
ANSWERS = {
    "SellerName: ": "Shop Ltd\n",
    "FromAddress: ": "billing@shop.example\n",
    "SesIdentity: ": "shop.example\n",
    "RedirectAllMailTo: ": "success@simulator.amazonses.com\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("deploying")
    (folder / "samples").symlink_to(ROOT / "samples")
    (folder / "prod.toml").write_text(block(PAGE, "toml"), encoding="utf-8")
    build(folder / "dist")
    return folder


@pytest.fixture(scope="module")
def world(folder) -> Iterator[Local]:
    with empty(folder) as opened:
        yield opened


def outputs(world: Local, stack: str) -> dict[str, str]:
    (found,) = world.aws("cloudformation", "describe-stacks", "--stack-name", stack)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}


def kept(world: Local, folder: Path) -> None:
    """The three files of the page that an import takes."""
    of_stack = json.loads((folder / "outputs.json").read_text())
    names = {
        "KEY-ID": of_stack["KeyArn"].rpartition("/")[2],
        "LANDING-BUCKET": of_stack["LandingBucket"],
        "AUDIT-BUCKET": of_stack["AuditBucket"],
        "LEDGER-TABLE": of_stack["LedgerTable"],
    }
    told = re.sub("|".join(names), lambda found: names[found[0]], block(PAGE, "json"))
    (folder / "kept.json").write_text(told)
    parameters = [{"ParameterKey": "Environment", "ParameterValue": "prod"}]
    (folder / "kept-parameters.json").write_text(json.dumps(parameters))
    template = [sys.executable, "-m", "cloudformation.kept"]
    done = subprocess.run(template, cwd=ROOT, capture_output=True, text=True, check=True)
    (folder / "kept.yaml").write_text(done.stdout)


def sent_once(world: Local, folder: Path) -> None:
    """The stack that is about to go has mailed somebody."""
    until(lambda: world.told().count("functions begin") == 2)
    dropped = world.receipts("drop", str(folder / "samples/first/first-receipt-2024-09.csv"))
    assert dropped.code == 0, dropped.text
    (folder / "outputs.json").write_text(json.dumps(outputs(world, "receipts")))


#: Where it says that there is something to do.
ENDS = {"receipts doctor --stack receipts": (1, "nobody has confirmed yet")}


def with_pdf(world: Local, folder: Path) -> None:
    """What stands in for `make build PDF=1`."""
    with zipfile.ZipFile(folder / "dist" / FILES["WorkerCodeKey"], "a") as bundle:
        bundle.writestr("typst/__init__.py", "")


BEFORE: dict[str, Callable[[Local, Path], None]] = {
    "receipts drop": lambda world, _: until(lambda: "functions begin" in world.told()),
    "receipts deploy --stack receipts --parameter AttachPdf=true": with_pdf,
    DELETE: sent_once,
    "aws cloudformation create-change-set": kept,
}


def test_each_line_does_what_the_page_says_in_its_order(world, folder):
    # There is no `make build` here: functions run from the checkout.
    shell = (
        'receipts() { case "$*" in *--keep-code*) ;; deploy*) set -- "$@" --code dist ;; esac;'
        ' command receipts "$@"; }; '
    )
    for line in LINES:
        for begin, prepare in BEFORE.items():
            if line.startswith(begin):
                prepare(world, folder)

        said = type_in(world, line, {}, folder=folder, answers=ANSWERS, shell=shell)

        code, says = ENDS.get(line, (0, ""))
        assert said.code == code, f"{line}\n{said.text}"
        assert says in said.text
        assert "Traceback" not in said.text


def test_what_was_sent_before_the_stack_s_end_is_not_sent_again_after_it(world, folder):
    before = json.loads((folder / "outputs.json").read_text())
    until(lambda: world.told().count("functions begin") == 3)
    mails = len(world.mails())

    again = world.receipts("drop", str(folder / "samples/first/first-receipt-2024-09.csv"))

    after = outputs(world, "receipts")
    stay = ("AuditBucket", "LandingBucket", "LedgerTable", "KeyArn")
    assert again.code == 0, again.text
    assert {name: after[name] for name in stay} == {name: before[name] for name in stay}
    assert len(world.mails()) == mails
