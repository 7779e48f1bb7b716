"""What the pages tell a person to type can be typed, and what they link to is there."""

import re
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from receipts.cli.main import command_line
from tests.pages import PAGES, ROOT, typed, words

COMMANDS = sorted({(page, line) for page in PAGES for line in typed(page)})
OURS = [pytest.param(line, id=line) for line in sorted({c for _, c in COMMANDS}) if line[0] == "r"]
OF_AWS = [
    pytest.param(line, id=line) for line in sorted({c for _, c in COMMANDS}) if line[0] == "a"
]
#: Options of the AWS CLI itself.
GLOBAL = {"query", "output", "endpoint-url", "max-items"}
#: Commands that the AWS CLI makes of several calls.
OF_THE_CLI = {("s3", "cp"), ("cloudformation", "deploy")}


@pytest.mark.parametrize("command", OURS)
def test_each_command_of_ours_is_understood(command):
    _, *told = words(command.replace("MONTH", "2024-10"))

    arguments = command_line().parse_args(told)

    assert arguments.command == told[0]


@pytest.mark.parametrize("command", OF_AWS)
def test_each_command_of_aws_exists_with_its_options(command):
    told = [word for word in words(command)[1:] if not word.startswith("http")]
    told = told[1:] if told[0] == "--endpoint-url" else told
    service, operation, *options = told
    if (service, operation) in OF_THE_CLI:
        return
    service = {"s3api": "s3"}.get(service, service)
    model = botocore.session.get_session().get_service_model(service)
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(operations[operation]).input_shape
    members = {xform_name(name, "-") for name in shape.members} if shape else set()
    known = members | {f"no-{name}" for name in members} | GLOBAL
    needed = {xform_name(name, "-") for name in shape.required_members} if shape else set()

    given = {option.removeprefix("--") for option in options if option.startswith("--")}

    assert needed <= given | {name.removeprefix("no-") for name in given}
    assert given <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_links_to_is_there(page):
    targets = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    found = {(page.parent / target).resolve() for target in targets}

    missing = {str(path.relative_to(ROOT)) for path in found if not path.exists()}

    assert missing == set()


def test_the_index_leads_to_every_page():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {
        str(page.relative_to(ROOT / "docs"))
        for page in PAGES
        if page.parts[-2] in ("docs", "runbooks") and page.name != "README.md"
    }

    missing = {page for page in pages if f"({page})" not in index}

    assert missing == set()


def test_no_page_names_a_place_of_a_machine():
    told = {page.name for page in PAGES if re.search(r"(/work/|/tmp/|/home/)", _text(page))}

    assert told == set()


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")
