"""What the doctor says can be typed, and acts on the stack that was looked at."""

import re
import shlex
from dataclasses import replace

import pytest

from receipts.cli.main import command_line
from receipts.doctor.checks import CHECKS
from receipts.doctor.naming import about
from receipts.doctor.verdict import fail, ok
from tests.unit.doctor.test_checks import CASES, WELL, as_trial, told

#: Whatever a check says of what is not well, in prod and in a trial.
FOUND = [replace(WELL, **changes) for _, _, changes in CASES.values()]
FOUND += [told(WELL, WorkerCodeKey="worker-1.zip"), *map(as_trial, FOUND)]
VERDICTS = [check.verdict(found) for found in FOUND for check in CHECKS]
REMEDIES = sorted({verdict.remedy for verdict in VERDICTS})
COMMANDS = sorted({c for each in REMEDIES for c in re.findall("`(receipts .+?)`", each)})


@pytest.mark.parametrize(
    ("stack", "remedy"),
    [
        ("receipts", "`receipts deploy` says why; or `receipts reconcile MONTH`"),
        (
            "receipts-trial",
            "`receipts deploy --stack receipts-trial` says why;"
            " or `receipts reconcile MONTH --stack receipts-trial`",
        ),
    ],
)
def test_a_command_names_the_stack_unless_it_is_the_one_that_goes_unnamed(stack, remedy):
    verdict = fail("bad", "`receipts deploy` says why; or `receipts reconcile MONTH`")

    assert about(stack, verdict) == fail("bad", remedy)


def test_what_needs_no_remedy_names_no_stack():
    assert about("receipts-trial", ok("receipts is well")) == ok("receipts is well")


def test_what_goes_unnamed_is_what_the_commands_take_by_default():
    arguments = [command_line().parse_args([name]) for name in ("deploy", "doctor")]

    assert {each.stack for each in arguments} == {"receipts"}


@pytest.mark.parametrize("remedy", [each for each in REMEDIES if each])
def test_each_command_is_quoted_or_it_would_act_on_another_stack(remedy):
    assert "receipts " not in re.sub("`[^`]+`", "", remedy)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_understood_with_its_stack(command):
    named = about("shop", fail("", f"`{command}`")).remedy.strip("`")
    _, *words = shlex.split(named.replace("MONTH", "2024-10"))

    assert command_line().parse_args(words).stack == "shop"
