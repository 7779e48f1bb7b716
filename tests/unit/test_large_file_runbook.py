"""What the runbook tells a person to type can be typed, and what it names is there."""

import re
import shlex
from pathlib import Path

import pytest

from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE

PAGE = (Path(__file__).parents[2] / "docs" / "runbooks" / "large-file.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [shlex.split(line) for block in BLOCKS for line in block.splitlines()]


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
