"""The runbook says what the code does, and what it tells a person to type can be typed."""

import argparse
import re
import shlex
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from receipts.cli import dlq
from receipts.redrive.causes import WORDS

DOCS = Path(__file__).parents[2] / "docs"
RUNBOOK = (DOCS / "runbooks" / "redrive.md").read_text(encoding="utf-8")
PROBLEMS = (DOCS / "problems.md").read_text(encoding="utf-8")
DEAD_LETTERS = PROBLEMS.partition("## Dead letters")[2]
CAUSES = dict(re.findall(r"^\| `?(\w+)`? \| (.+) \|$", DEAD_LETTERS, re.MULTILINE)[1:])
BLOCKS = re.findall(r"^```\n(.*?)^```$", RUNBOOK, re.MULTILINE | re.DOTALL)
COMMANDS = [shlex.split(line) for block in BLOCKS for line in block.splitlines()]
#: Options of the AWS CLI itself.
GLOBAL = {"query", "output"}


def test_the_causes_are_those_of_the_problems_page_in_its_words():
    assert CAUSES == WORDS


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_each_cause_is_in_the_runbook(cause):
    assert re.search(rf"^\| `?{cause}`? \| ", RUNBOOK, re.MULTILINE)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c[0] == "receipts"], ids=" ".join)
def test_each_command_of_ours_is_understood(command):
    parser = argparse.ArgumentParser(exit_on_error=False)
    dlq.add_arguments(parser)

    assert command[1] == "dlq"
    assert parser.parse_args(command[2:]).action in ("list", "redrive")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c[0] == "aws"], ids=" ".join)
def test_each_command_of_aws_exists_with_its_options(command):
    _, service, operation, *options = command
    model = botocore.session.get_session().get_service_model(service)
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(operations[operation]).input_shape
    known = {xform_name(name, "-") for name in shape.members}
    needed = {xform_name(name, "-") for name in shape.required_members}

    given = {option.removeprefix("--") for option in options if option.startswith("--")}

    assert needed <= given <= known | GLOBAL


def test_the_runbook_types_nothing_else():
    assert {command[0] for command in COMMANDS} == {"receipts", "aws"}
