"""What docs/deploy.md tells a person to type can be typed, and its lists are whole."""

import json
import re
import shlex
from pathlib import Path

import pytest

from cloudformation.kept import kept
from receipts.doctor.checks import CHECKS
from tests.faults.coverage import AT_A_TERMINAL
from tests.pages import PAGES
from tests.unit.cloudformation.template import PATH, TEMPLATE

PAGE = (Path(__file__).parents[2] / "docs" / "deploy.md").read_text(encoding="utf-8")
#: Blocks of commands and the others, which name their language.
COMMAND = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
BLOCKS = [text for language, text in COMMAND.findall(PAGE) if not language]
LINES = [shlex.split(line) for block in BLOCKS for line in block.splitlines()]
#: IAM's names where they are not those of the calls:
#: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
IAM = {
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListObjectsV2": "ListBucket",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
#: Asked for, and refused to nearly everybody: that is what is looked at.
REFUSED = {"DeleteObject"}


def test_the_page_types_nothing_else():
    assert {line[0] for line in LINES} == {"receipts", "aws", "make", "git", "python"}


@pytest.mark.parametrize("command", ["receipts deploy", "receipts doctor"])
def test_every_call_has_its_permission_on_the_page(command):
    needs = PAGE.partition("## What the commands need")[2].partition("\n## ")[0]
    calls = {site.operation for site, caller in AT_A_TERMINAL.items() if caller == command}

    assert calls
    missing = {c for c in calls - REFUSED if not re.search(rf"\b{IAM.get(c, c)}\b", needs)}
    assert missing == set()


CHANGES = [
    pytest.param(*found, id=" ".join(found))
    for page in PAGES
    for found in re.findall(
        r"receipts deploy --stack receipts --keep-code --parameter (\w+)=([^`\s]*)",
        page.read_text(encoding="utf-8"),
    )
]


@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_a_parameter_that_a_page_changes_alone_takes_that_value(name, value):
    declared = TEMPLATE["Parameters"][name]

    assert value in map(str, declared.get("AllowedValues", [value]))
    assert re.search(declared.get("AllowedPattern", ""), value)
    if declared["Type"] == "Number":
        assert declared["MinValue"] <= float(value) <= declared["MaxValue"]


def test_no_page_says_update_the_stack_without_saying_how():
    vague = {page.name for page in PAGES if re.search("(?i)update the stack", page.read_text())}

    assert vague == set()


def test_the_page_names_whatever_stays_when_the_stack_is_deleted():
    stays = PAGE.partition("## Deleting the stack")[2].partition("\n### ")[0]
    kept = {
        name
        for name, each in TEMPLATE["Resources"].items()
        if each.get("DeletionPolicy") == "Retain" and each["Type"] != "AWS::S3::BucketPolicy"
    }

    assert {name for name in TEMPLATE["Resources"] if f"`{name}`" in stays} == kept


def test_each_check_has_a_name_of_its_own():
    assert len({check.name for check in CHECKS}) == len(CHECKS) == 21


def test_the_page_imports_each_resource_that_is_kept():
    (imported,) = (
        json.loads(text) for language, text in COMMAND.findall(PAGE) if language == "json"
    )
    template = kept(PATH.read_text(encoding="utf-8"))

    names = {each["LogicalResourceId"] for each in imported}

    assert names == set(
        re.findall(r"^  (\w+):$", template.partition("Resources:")[2], re.MULTILINE)
    )
    for each in imported:
        assert TEMPLATE["Resources"][each["LogicalResourceId"]]["Type"] == each["ResourceType"]
