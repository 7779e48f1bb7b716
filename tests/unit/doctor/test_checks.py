"""What each check thinks of what was found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from receipts.checkup import (
    Denial,
    Findings,
    FunctionState,
    JobRun,
    KeyState,
    LastMonth,
    Listeners,
    Lock,
    Sending,
    Unknown,
)
from receipts.doctor.checks import CHECKS
from receipts.doctor.verdict import Level
from receipts.pause import Pause, Switch
from receipts.reasons import Reason
from receipts.stacks import SesIdentity, Standing

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DIGEST = "ab" * 32
FUNCTIONS = ("ParserFunction", "WorkerFunction", "FeedbackFunction", "WatchFunction")
FUNCTION = FunctionState(
    state="Active", last_update="Successful", sha256=DIGEST, mappings=("Enabled",)
)
TRIAL = {
    "Environment": "trial",
    "SesIdentity": "example.com",
    "SesMaxSendRate": "14",
    **{name.replace("Function", "CodeKey"): f"{DIGEST}/x.zip" for name in FUNCTIONS},
}
WELL = Findings(
    now=NOW,
    version="1",
    standing=Standing(
        status="CREATE_COMPLETE",
        parameters={**TRIAL, "Environment": "prod"},
        outputs={"Version": "1"},
        is_protected=True,
    ),
    sending=Sending(is_in_sandbox=False, is_sending=True, quota=50_000, sent=100, rate=14.0),
    identity=SesIdentity(
        is_verified=True, dkim="SUCCESS", mail_from="m.example.com", mail_from_status="SUCCESS"
    ),
    listeners=Listeners(confirmed=1, pending=0),
    dead_letters={"ReceiptDeadLetterQueueUrl": 0},
    switch=Switch(),
    functions=dict.fromkeys(FUNCTIONS, FUNCTION),
    lock=Lock(
        default_mode="GOVERNANCE",
        mode="GOVERNANCE",
        until=NOW + timedelta(days=3650),
        is_used=True,
        denial=Denial.BY_POLICY,
    ),
    key=KeyState(state="Enabled", is_rotated=True),
    reconciliation=JobRun(started=NOW - timedelta(hours=5), state="SUCCEEDED"),
    last_month=LastMonth(billing_period="2026-10", has_runs=True),
)
PAUSED = Switch(Pause(reason=Reason.QUOTA, since=NOW))
CLOSED = {**WELL.functions, "WorkerFunction": replace(FUNCTION, mappings=("Disabled",))}


def levels(found: Findings) -> dict[str, Level]:
    return {check.name: check.verdict(found).level for check in CHECKS}


def as_trial(found: Findings) -> Findings:
    return replace(found, standing=replace(found.standing, parameters=TRIAL))


def told(found: Findings, **parameters: str) -> Findings:
    standing = found.standing
    return replace(
        found, standing=replace(standing, parameters={**standing.parameters, **parameters})
    )


def test_a_stack_that_is_well_has_nothing_to_do():
    assert set(levels(WELL).values()) == {Level.OK}
    assert {check.verdict(WELL).remedy for check in CHECKS} == {""}


def but(about: str, **changes: object) -> dict[str, object]:
    return {about: replace(getattr(WELL, about), **changes)}


def watch(**changes: object) -> dict[str, object]:
    return {"functions": {**WELL.functions, "WatchFunction": replace(FUNCTION, **changes)}}


def reconciled(state: str, *, hours: int = 0) -> dict[str, object]:
    return {"reconciliation": JobRun(started=NOW - timedelta(hours=hours), state=state)}


CASES = {
    "rolled back": ("stack", Level.WARN, but("standing", status="UPDATE_ROLLBACK_COMPLETE")),
    "busy": ("stack", Level.WARN, but("standing", status="UPDATE_IN_PROGRESS")),
    "unprotected": ("protection", Level.FAIL, but("standing", is_protected=False)),
    "other version": ("version", Level.WARN, {"version": "2"}),
    "never asked to verify": ("SES identity", Level.FAIL, {"identity": None}),
    "unverified": ("SES identity", Level.FAIL, but("identity", is_verified=False)),
    "no DKIM": ("DKIM", Level.FAIL, but("identity", dkim="PENDING")),
    "no MAIL FROM": ("MAIL FROM", Level.WARN, but("identity", mail_from="")),
    "MAIL FROM failed": ("MAIL FROM", Level.WARN, but("identity", mail_from_status="FAILED")),
    "in the sandbox": ("SES sandbox", Level.FAIL, but("sending", is_in_sandbox=True)),
    "stopped": ("SES account", Level.FAIL, but("sending", is_sending=False)),
    "little quota left": ("SES quota", Level.WARN, but("sending", sent=49_000)),
    "no quota": ("SES quota", Level.OK, but("sending", quota=None)),
    "too fast": ("send rate", Level.FAIL, but("sending", rate=13.9)),
    "paused": ("pause", Level.FAIL, {"switch": PAUSED}),
    "failed function": ("functions", Level.FAIL, watch(state="Failed")),
    "failed update": ("functions", Level.FAIL, watch(last_update="Failed")),
    "asleep": ("functions", Level.OK, watch(state="Inactive")),
    "closed by hand": ("their messages", Level.FAIL, {"functions": CLOSED}),
    "closed by the pause": ("their messages", Level.WARN, {"functions": CLOSED, "switch": PAUSED}),
    "changed by hand": ("their code", Level.FAIL, watch(sha256="cd" * 32)),
    "dead letters": (
        "dead letters",
        Level.FAIL,
        {"dead_letters": {"ReceiptDeadLetterQueueUrl": 2}},
    ),
    "nobody told": ("alarms", Level.FAIL, {"listeners": Listeners(confirmed=0, pending=0)}),
    "unconfirmed": ("alarms", Level.FAIL, {"listeners": Listeners(confirmed=0, pending=1)}),
    "no lock": ("Object Lock", Level.FAIL, but("lock", default_mode="")),
    "unlocked object": ("Object Lock", Level.WARN, but("lock", mode="", until=None)),
    "lock is over": ("Object Lock", Level.WARN, but("lock", until=NOW)),
    "nothing written": ("Object Lock", Level.OK, but("lock", is_used=False, mode="", until=None)),
    "denied otherwise": ("deletion", Level.WARN, but("lock", denial=Denial.BY_CREDENTIALS)),
    "would delete": ("deletion", Level.FAIL, but("lock", denial=Denial.NONE)),
    "key disabled": ("key", Level.FAIL, {"key": KeyState(state="Disabled", is_rotated=True)}),
    "not rotated": ("key", Level.WARN, {"key": KeyState(state="Enabled", is_rotated=False)}),
    "never reconciled": ("reconciliation", Level.WARN, {"reconciliation": None}),
    "not since": ("reconciliation", Level.FAIL, reconciled("SUCCEEDED", hours=37)),
    "found something": ("reconciliation", Level.FAIL, reconciled("FAILED")),
    "running": ("reconciliation", Level.OK, reconciled("RUNNING")),
}


@pytest.mark.parametrize(("name", "level", "changes"), CASES.values(), ids=CASES.keys())
def test_what_is_not_well_is_said_by_the_check_that_is_about_it(name, level, changes):
    (check,) = (check for check in CHECKS if check.name == name)

    verdict = check.verdict(replace(WELL, **changes))

    assert verdict.level is level
    assert bool(verdict.remedy) is (level is not Level.OK)


@pytest.mark.parametrize(
    "case", ["in the sandbox", "nobody told", "unconfirmed", "no lock", "unprotected"]
)
def test_a_trial_may_be_without_what_prod_must_have(case):
    name, _, changes = CASES[case]

    assert levels(as_trial(replace(WELL, **changes)))[name] is not Level.FAIL


@pytest.mark.parametrize(
    ("day", "has_runs", "level"),
    [
        ("", False, Level.OK),
        ("25", False, Level.OK),
        ("20", False, Level.FAIL),
        ("20", True, Level.OK),
    ],
)
def test_a_month_is_missed_after_the_day_it_is_expected_by(day, has_runs, level):
    found = replace(
        told(WELL, ExpectedByDay=day),
        last_month=LastMonth(billing_period="2026-10", has_runs=has_runs),
    )

    assert levels(found)["last month"] is level


def test_code_under_a_key_that_somebody_chose_cannot_be_judged():
    assert levels(told(WELL, WorkerCodeKey="worker-1.zip"))["their code"] is Level.WARN


def test_the_retention_administrator_is_not_told_that_the_policy_is_gone():
    name, _, changes = CASES["would delete"]
    found = told(replace(WELL, **changes), RetentionAdminArn="arn:aws:iam::123456789012:role/r")

    assert levels(found)[name] is Level.WARN


@pytest.mark.parametrize(
    "about", sorted({check.about for check in CHECKS} - {"standing", "version"})
)
def test_what_nobody_could_look_at_is_a_warning_with_its_reason(about):
    found = replace(WELL, **{about: Unknown("ask SES: AccessDenied")})

    unknown = [check.verdict(found) for check in CHECKS if check.about == about]

    assert {verdict.level for verdict in unknown} == {Level.WARN}
    assert all("ask SES: AccessDenied" in verdict.words for verdict in unknown)
