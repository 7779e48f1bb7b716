"""What outlives the stack can be told as a template of its own, to import it again."""

import subprocess
import sys
from pathlib import Path

import pytest
from cfnlint.decode import decode

from cloudformation.kept import kept
from tests.unit.cloudformation.template import PATH, TEMPLATE

#: What CloudFormation takes from a command.
LARGEST = 51_200


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "kept.yaml"
    path.write_text(kept(PATH.read_text(encoding="utf-8")), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def template(file):
    return decode(str(file))[0]


def test_it_has_whatever_is_retained_but_answers_of_queries(template):
    retained = {
        name
        for name, each in TEMPLATE["Resources"].items()
        if each.get("DeletionPolicy") == "Retain" and not name.startswith("ResultsBucket")
    }

    assert template["Resources"].keys() == retained


def test_each_is_told_as_in_the_whole_template_but_for_roles_that_are_gone(template):
    whole = {name: TEMPLATE["Resources"][name] for name in template["Resources"]}
    policy = whole["AuditBucketPolicy"]["Properties"]["PolicyDocument"]
    others = [each for each in policy["Statement"] if each["Sid"] != "PipelineReadsAndAdds"]

    without = dict(template["Resources"])
    stands = without.pop("AuditBucketPolicy")["Properties"]["PolicyDocument"]["Statement"]

    assert without == {name: each for name, each in whole.items() if name in without}
    assert stands == others


def test_it_asks_for_nothing_that_has_no_default(template):
    assert all("Default" in each for each in template["Parameters"].values())


def test_it_is_a_template_that_a_command_takes(file):
    lint = [str(Path(sys.executable).with_name("cfn-lint")), str(file)]

    checked = subprocess.run(lint, capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stdout) == (0, "")
    assert file.stat().st_size < LARGEST
