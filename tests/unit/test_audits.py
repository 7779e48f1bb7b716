"""The audits of CI: what they leave out has a reason, and what they cannot ask they say."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.unit.cloudformation import template
from tests.unit.cloudformation.template import TEMPLATE

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / ".checkov.yaml").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
OF_ALL = re.findall(r"^  - (CKV\w+)$", SETTINGS, re.MULTILINE)
OF_ONE = [
    (name, skipped)
    for name, resource in TEMPLATE["Resources"].items()
    for skipped in resource.get("Metadata", {}).get("checkov", {}).get("skip", [])
]


@pytest.mark.parametrize("check", OF_ALL)
def test_what_checkov_may_not_ask_of_anything_has_its_reason_above_it(check):
    reason = re.search(rf"((?:^  # .+\n)+)  - {check}$", SETTINGS, re.MULTILINE)

    assert reason
    assert len(reason[1]) > 60


@pytest.mark.parametrize(("name", "skipped"), OF_ONE)
def test_what_checkov_may_not_ask_of_a_resource_has_its_reason_there(name, skipped):
    assert skipped["id"].startswith("CKV_")
    assert len(skipped["comment"]) > 20


def test_the_page_lists_every_exception():
    told = set(re.findall(r"^\| `(CKV\w+)`", PAGE, re.MULTILINE))

    assert told == {*OF_ALL, *(skipped["id"] for _, skipped in OF_ONE)}


def test_the_page_lists_everybody_who_may_use_the_key():
    told = re.findall(r"^\| `(\w+)` \| (?!asks)", PAGE.partition("## Roles")[0], re.MULTILINE)

    assert told == list(template.statements("Key"))


@pytest.fixture
def audit(tmp_path):
    """The script with tools that answer as told; its exit code and its words."""

    def run(*, python: int, pip_audit: int) -> tuple[int, str]:
        for name, code in (("python", python), ("pip-audit", pip_audit)):
            tool = tmp_path / name
            tool.write_text(f'#!/bin/sh\n[ {name} = python ] || echo "$@"\nexit {code}\n')
            tool.chmod(0o755)
        done = subprocess.run(
            [ROOT / ".ci" / "audit-dependencies", tmp_path, "one.txt", "two.txt"],
            env={"PATH": os.defpath},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_where_the_database_cannot_be_reached_it_says_so_and_does_not_fail(audit):
    code, words = audit(python=1, pip_audit=0)

    assert code == 0
    assert "no dependency was audited" in words


def test_a_vulnerability_fails(audit):
    code, words = audit(python=0, pip_audit=1)

    assert code == 1
    assert "WARNING" not in words


def test_every_file_is_asked_about_and_nothing_is_passed_that_was_not_looked_up(audit):
    code, words = audit(python=0, pip_audit=0)

    assert code == 0
    assert re.findall(r"--strict .* --requirement (\S+)", words) == ["one.txt", "two.txt"]
