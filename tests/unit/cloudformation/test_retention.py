"""How long what is kept, and who may end that: the parameters, and what the page says of them."""

import re
import shlex
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from tests.unit.cloudformation import template
from tests.unit.cloudformation.attempts import ATTEMPTS
from tests.unit.cloudformation.evidence import LOCKS
from tests.unit.cloudformation.resolving import Deployed
from tests.unit.cloudformation.stack import QUEUES, ROLES, WRITE_ONCE
from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE
from tests.unit.cloudformation.trying import WIDENED

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "retention.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ")
]
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines()]
AWS = [shlex.split(line) for line in LINES if line.startswith("aws ")]
PREFIXES = {line.partition("/")[0] for line in LINES if line.split("/")[0] in WRITE_ONCE}
#: Options of the AWS CLI itself.
GLOBAL = {"query", "output", "max-items"}
IN_WORDS = {
    frozenset(LOCKS): "yes",
    frozenset(): "no",
    frozenset({"OFF"}): "with OFF",
    frozenset({"OFF", "GOVERNANCE"}): "not with COMPLIANCE",
}


@pytest.mark.parametrize(
    ("environment", "mode", "locked"),
    [
        ("prod", "BY_ENVIRONMENT", "GOVERNANCE"),
        ("trial", "BY_ENVIRONMENT", None),
        ("prod", "COMPLIANCE", "COMPLIANCE"),
        ("trial", "COMPLIANCE", "COMPLIANCE"),
        ("trial", "GOVERNANCE", "GOVERNANCE"),
        ("trial", "OFF", None),
    ],
)
def test_a_trial_is_locked_only_where_somebody_asks(environment, mode, locked):
    told = {"Environment": environment, "ObjectLockMode": mode, "ObjectLockYears": "7"}

    lock = Deployed(TEMPLATE, told).properties("AuditBucket")["ObjectLockConfiguration"]

    rule = {"DefaultRetention": {"Mode": locked, "Years": "7"}}
    assert lock == {"ObjectLockEnabled": "Enabled"} | ({"Rule": rule} if locked else {})


@pytest.mark.parametrize(
    ("environment", "mode", "is_refused"),
    [
        ("prod", "OFF", True),
        ("prod", "BY_ENVIRONMENT", False),
        ("prod", "COMPLIANCE", False),
        ("trial", "OFF", False),
    ],
)
def test_prod_is_never_without_a_lock(environment, mode, is_refused):
    mailbox = "" if environment == "prod" else "you@example.com"

    refused_by = template.refusals(
        Environment=environment, ObjectLockMode=mode, RedirectAllMailTo=mailbox
    )

    assert refused_by == (["ProdIsLocked"] if is_refused else [])


@pytest.mark.parametrize(
    ("name", "sid"),
    [
        ("AuditBucketPolicy", "OnlyTheRetentionAdministratorErases"),
        ("Key", "OnlyTheRetentionAdministratorDisables"),
    ],
)
def test_only_one_person_is_exempt_if_anybody(name, sid):
    condition, exempt, otherwise = template.statements(name)[sid]["Condition"]["Fn::If"]

    assert TEMPLATE["Conditions"][condition] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "RetentionAdminArn"}, ""]}]
    }
    assert exempt == {"ArnNotEquals": {"aws:PrincipalArn": {"Ref": "RetentionAdminArn"}}}
    assert otherwise == {"Ref": "AWS::NoValue"}


def test_every_prefix_that_is_written_once_is_on_the_page():
    told = [row[0].strip("`/") for row in ROWS if row[0].endswith("/`")]

    assert sorted(told) == sorted(WRITE_ONCE)


def test_a_month_is_erased_from_every_prefix():
    assert set(WRITE_ONCE) == PREFIXES


@pytest.mark.parametrize("name", QUEUES)
def test_the_page_says_how_long_a_queue_keeps_what_it_has(name):
    (row,) = [row for row in ROWS if row[0] == f"`{name}`"]

    days = template.properties(name)["MessageRetentionPeriod"] // 86400

    assert row[-1] == f"{days} days"


@pytest.mark.parametrize("name", ["ObjectLockYears", "LandingRetentionDays", "LogRetentionDays"])
def test_the_page_says_the_defaults(name):
    assert f"`{name}` ({PARAMETERS[name]['Default']})" in PAGE


def test_the_page_explains_every_mode_and_its_default():
    told = {row[0].strip("`") for row in ROWS if len(row) == 2}

    assert told >= set(PARAMETERS["ObjectLockMode"]["AllowedValues"])
    assert f"| `{PARAMETERS['ObjectLockMode']['Default']}` | the default:" in PAGE


def _cell(attempt, callers):
    locks = frozenset(
        lock for lock in LOCKS if set(callers) & attempt.succeeds(lock=lock, names_somebody=True)
    )
    return IN_WORDS[locks]


def _told():
    """The rows of the table of attempts."""
    known = {attempt.what for attempt in ATTEMPTS}
    return [row for row in ROWS if len(row) == 4 and row[0] in known]


@pytest.mark.parametrize("row", _told(), ids=lambda row: row[0])
def test_the_page_says_who_succeeds(row):
    (attempt,) = [each for each in ATTEMPTS if each.what == row[0]]

    cells = [_cell(attempt, who) for who in (WIDENED, ["admin"], ["retention admin"])]

    assert row[1:] == cells
    assert _cell(attempt, ROLES) == "no"


def test_the_page_has_a_row_for_everything_that_harms_evidence():
    evidence = ("AuditBucket", "LedgerTable", "Key")
    harmless = ("add to", "upload a part", "read", "list", "write a row", "use the key", "tag")
    alike = ("overwrite in", "shorten a lock", "lock for", "add under", "delete rows", "let rows")

    told = {row[0] for row in _told()}
    harmful = {a.what for a in ATTEMPTS if a.call.on in evidence}
    left_out = {what for what in harmful - told if not what.startswith((*harmless, *alike))}

    assert left_out == set()


@pytest.mark.parametrize("command", AWS, ids=" ".join)
def test_each_command_of_aws_exists_with_its_options(command):
    _, service, operation, *options = command
    model = botocore.session.get_session().get_service_model(service.removesuffix("api"))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(operations[operation]).input_shape
    known = {xform_name(name, "-") for name in shape.members}
    needed = {xform_name(name, "-") for name in shape.required_members}

    given = {option.removeprefix("--") for option in options if option.startswith("--")}

    assert needed <= given <= known | GLOBAL
