"""The runbook says what the code does, and what it tells a person to type can be typed."""

import re
import shlex
from pathlib import Path

import pytest

from receipts.redrive.causes import WORDS

DOCS = Path(__file__).parents[2] / "docs"
RUNBOOK = (DOCS / "runbooks" / "redrive.md").read_text(encoding="utf-8")
PROBLEMS = (DOCS / "problems.md").read_text(encoding="utf-8")
DEAD_LETTERS = PROBLEMS.partition("## Dead letters")[2]
CAUSES = dict(re.findall(r"^\| `?(\w+)`? \| (.+) \|$", DEAD_LETTERS, re.MULTILINE)[1:])
BLOCKS = re.findall(r"^```\n(.*?)^```$", RUNBOOK, re.MULTILINE | re.DOTALL)
COMMANDS = [shlex.split(line) for block in BLOCKS for line in block.splitlines()]


def test_the_causes_are_those_of_the_problems_page_in_its_words():
    assert CAUSES == WORDS


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_each_cause_is_in_the_runbook(cause):
    assert re.search(rf"^\| `?{cause}`? \| ", RUNBOOK, re.MULTILINE)


def test_the_runbook_types_nothing_else():
    assert {command[0] for command in COMMANDS} == {"receipts", "aws"}
