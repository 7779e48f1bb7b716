"""What the runbook tells a person to type can be typed, and what it names is there."""

import argparse
import re
import shlex
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from receipts.cli import show
from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE

PAGE = (Path(__file__).parents[2] / "docs" / "runbooks" / "large-file.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [shlex.split(line) for block in BLOCKS for line in block.splitlines()]
#: Options of the AWS CLI itself.
GLOBAL = {"query", "output", "max-items"}


@pytest.mark.parametrize("command", [c for c in COMMANDS if c[0] == "receipts"], ids=" ".join)
def test_each_command_of_ours_is_understood(command):
    parser = argparse.ArgumentParser(exit_on_error=False)
    show.add_arguments(parser)

    assert command[1] == "show"
    assert parser.parse_args(command[2:]).what == "2024-10"


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


def test_the_parameters_and_outputs_it_names_are_the_stack_s():
    named = set(re.findall(r"`((?:Large|Package)\w+)`", PAGE))

    assert named
    assert named <= PARAMETERS.keys() | TEMPLATE["Outputs"].keys()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LargeFileBytes", "256 MiB"),
        ("LargeRunReceipts", "270,000"),
        ("LargeFileTimeout", "240 minutes"),
        ("LargeFileWorkers", "10"),
    ],
)
def test_it_has_the_template_s_defaults(name, words):
    number = int(words.split()[0].replace(",", "")) * (2**20 if "MiB" in words else 1)

    assert number == int(PARAMETERS[name]["Default"])
    assert re.search(rf"`{name}` \({words}\)", PAGE)
