"""docs/operations.md says what the template and the code say."""

import json
import re
from pathlib import Path

import pytest

from tests.unit.cloudformation.template import TEMPLATE, properties, resources

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ALARMS = resources("AWS::CloudWatch::Alarm")
ROWS = {
    row[0]: row[1:]
    for row in re.findall(
        r"^\| (\w+Alarm) \| .+ \| (\w+) \| .+ \| \[.+\]\((.+)\) \|$", PAGE, re.MULTILINE
    )
}
WITHOUT_DATA = {"ignore": "stays", "notBreaching": "well", "breaching": "rings"}
CODE = "\n".join(path.read_text("utf-8") for path in (ROOT / "receipts").rglob("*.py"))


def test_every_alarm_has_its_row():
    assert ROWS.keys() == ALARMS.keys()


@pytest.mark.parametrize("name", ALARMS)
def test_a_row_says_what_the_alarm_does_and_names_its_page(name):
    alarm = properties(name)
    words = alarm["AlarmDescription"]
    (page,) = re.findall(
        r"docs/(runbooks/\S+\.md)", words["Fn::Sub"] if isinstance(words, dict) else words
    )

    assert ROWS[name] == (WITHOUT_DATA[alarm["TreatMissingData"]], page)


@pytest.mark.parametrize("name", ALARMS)
def test_the_page_of_an_alarm_names_it(name):
    page = ROWS[name][1]
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")

    # That page is about whatever waits in a dead-letter queue.
    assert f"*{name}*" in text or page == "runbooks/redrive.md"


@pytest.mark.parametrize("name", sorted({page for _, page in ROWS.values()}))
def test_a_runbook_says_whether_one_can_make_it_worse(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")

    assert re.search(r"(?i)make it worse|cannot make worse", text)


def test_every_picture_of_the_dashboard_has_its_row():
    body = json.dumps(properties("Dashboard"))
    titles = re.findall(r'\\"title\\": \\"([^\\]+)\\"', body)
    rows = re.findall(r"^\| ([A-Z][^|]+) \| [^|]+ \|$", PAGE, re.MULTILINE)

    untold = [title for title in titles if not any(title.startswith(row) for row in rows)]

    assert len(titles) > 10
    assert untold == []


def test_every_message_of_the_log_that_it_names_is_logged():
    table = PAGE.partition("| message | says |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", table)) - {"cause"}
    logged = set(re.findall(r'_log\.\w+\(\s*(?:[\w. ]+, )?"(\w+)"', CODE))

    # Its level is chosen when it is logged.
    assert named - {"run_evaluated"} <= logged
    assert '"run_evaluated"' in CODE


def test_the_outputs_and_parameters_it_names_are_the_stack_s():
    known = TEMPLATE["Parameters"].keys() | TEMPLATE["Outputs"].keys()
    named = set(re.findall(r"`([A-Z][a-z]+[A-Z]\w+)`", PAGE)) - {"AlarmName", "LogGroup"}

    assert named
    assert named <= known
