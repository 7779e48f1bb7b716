"""A deployment from what is asked for to what became of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from receipts.deployment.preparing import Wanted, prepare
from receipts.deployment.service import carry_out, propose, refused, situation
from receipts.errors import ConfigError
from receipts.stacks import Action, BucketSettings, Change, ChangeSet, Event, Standing, Value
from tests.unit.deployment.deploying import (
    OWN,
    PARAMETERS,
    STACK,
    WHERE,
    CodeStore,
    Identities,
    Stacks,
    ports,
)

WELL = BucketSettings(is_versioned=True, is_private=True, is_encrypted=True, has_policy=True)


@pytest.fixture
def wanted(tmp_path):
    (tmp_path / "arm64").mkdir()
    (tmp_path / "arm64/worker.zip").write_bytes(b"worker")
    (tmp_path / "receipts.yaml").write_bytes(b"template")
    return Wanted(
        stack="s",
        template=tmp_path / "receipts.yaml",
        code=tmp_path,
        bucket=None,
        given={"SellerName": "Shop"},
    )


def prepared(wanted, aws):
    return prepare(wanted, where=WHERE, ports=aws, tell_=lambda _: None)


def event(status: str, *, name: str = "s", kind: str = STACK, reason: str = "") -> Event:
    return Event(id=f"{name} {status}", name=name, kind=kind, status=status, reason=reason)


def test_a_first_deployment_makes_the_bucket_and_uploads_into_it(wanted):
    aws = ports()

    propose(prepared(wanted, aws), ports=aws, tell_=lambda _: None)

    assert aws.code.asked == [
        *("create", "keep_versions", "keep_private", "encrypt", "demand_tls"),
        f"put receipts.yaml in {OWN}",
        f"put worker.zip in {OWN}",
    ]


def test_what_is_there_is_not_uploaded_again(wanted):
    aws = ports(code=CodeStore(found=WELL))
    propose(prepared(wanted, aws), ports=aws, tell_=lambda _: None)
    uploaded = list(aws.code.asked)

    propose(prepared(wanted, aws), ports=aws, tell_=lambda _: None)

    assert aws.code.asked == uploaded


def test_a_new_stack_is_told_what_was_given_and_where_its_code_is(wanted):
    aws = ports(code=CodeStore(found=WELL))

    order = prepared(wanted, aws).order

    told = {value.name: value.value for value in order.values}
    assert (order.is_new, told["SellerName"], told["CodeBucket"]) == (True, "Shop", OWN)
    assert told["WorkerCodeKey"].endswith("/worker.zip")
    assert "LogRetentionDays" not in told
    assert order.template.url.startswith(f"https://s3.eu-west-1.amazonaws.com/{OWN}/")


def test_an_update_keeps_what_nobody_speaks_of(wanted):
    standing = Standing(status="CREATE_COMPLETE", parameters={"LogRetentionDays": "30"})
    aws = ports(stacks=Stacks(found=standing), code=CodeStore(found=WELL))

    order = prepared(wanted, aws).order

    assert not order.is_new
    assert Value(name="LogRetentionDays", value=None) in order.values


def test_nothing_is_uploaded_but_the_template_before_all_is_said(wanted):
    aws = ports(code=CodeStore(found=WELL))
    untold = Wanted(stack="s", template=wanted.template, code=wanted.code, bucket=None, given={})

    ready = prepared(untold, aws)

    with pytest.raises(ConfigError, match=r"--parameter SellerName=…$"):
        propose(ready, ports=aws, tell_=lambda _: None)
    assert aws.code.asked == [f"put receipts.yaml in {OWN}"]


def without_code(wanted: Wanted, **given: str) -> Wanted:
    return replace(wanted, code=None, template=Path("nowhere"), given=given)


def test_parameters_change_without_a_bucket_and_without_an_upload(wanted):
    before = {each.name: "as it was" for each in PARAMETERS}
    standing = Standing(status="CREATE_COMPLETE", parameters=before)
    aws = ports(stacks=Stacks(found=standing))

    propose(prepared(without_code(wanted, LogRetentionDays="60"), aws), ports=aws, tell_=print)

    (order,) = aws.stacks.orders
    assert aws.code.asked == []
    assert (order.is_new, order.template.url) == (False, None)
    told = {value.name: value.value for value in order.values}
    assert told == {**dict.fromkeys(before), "LogRetentionDays": "60"}


def test_a_stack_that_is_not_there_is_not_made_without_code(wanted):
    aws = ports()

    with pytest.raises(ConfigError, match="there is no stack s in this account"):
        prepared(without_code(wanted), aws)


def test_a_worker_that_cannot_set_pdfs_is_refused_before_there_is_a_bucket(wanted):
    aws = ports()

    with pytest.raises(ConfigError, match="make build PDF=1"):
        prepared(replace(wanted, given={"AttachPdf": "true"}), aws)

    assert aws.code.asked == []


def test_a_busy_stack_is_left_alone(wanted):
    aws = ports(stacks=Stacks(found=Standing(status="UPDATE_IN_PROGRESS")))

    with pytest.raises(ConfigError, match="somebody is at it"):
        prepared(wanted, aws)

    assert aws.code.asked == []


def test_a_replaced_bucket_is_refused_until_it_is_named():
    lost = Change(name="AuditBucket", kind="AWS::S3::Bucket", action=Action.REPLACE)
    proposed = ChangeSet(id="c", changes=(lost,))

    assert refused(proposed, []) == [lost]
    assert refused(proposed, ["AuditBucket"]) == []


def test_what_happens_is_told_once_and_what_happened_before_is_not(wanted):
    old = [event("CREATE_COMPLETE")]
    looks = [old, [event("UPDATE_IN_PROGRESS")], [], [event("UPDATE_COMPLETE")]]
    done = Standing(status="UPDATE_COMPLETE")
    aws = ports(
        stacks=Stacks(found=Standing(status="CREATE_COMPLETE"), looks=looks, after=done),
        code=CodeStore(found=WELL),
    )
    heard = []

    outcome = carry_out(prepared(wanted, aws), aws.stacks.changes, ports=aws, on_event=heard.append)

    assert [each.status for each in heard] == ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]
    assert (outcome.is_done, outcome.failure, aws.clock.slept) == (True, None, 2)


def test_a_failure_names_what_failed_first(wanted):
    cause = event("CREATE_FAILED", name="Worker", kind="T", reason="MemorySize")
    looks = [[], [event("CREATE_IN_PROGRESS"), cause], [event("ROLLBACK_COMPLETE")]]
    aws = ports(stacks=Stacks(looks=looks, after=Standing(status="ROLLBACK_COMPLETE")))

    outcome = carry_out(
        prepared(wanted, aws), aws.stacks.changes, ports=aws, on_event=lambda _: None
    )

    assert (outcome.is_done, outcome.failure) == (False, cause)


def test_an_identity_that_ses_does_not_know_it_is_asked_to_verify():
    standing = Standing(status="CREATE_COMPLETE", parameters={"SesIdentity": "example.com"})
    aws = ports(stacks=Stacks(found=standing))

    now = situation("s", where=WHERE, ports=aws)

    assert aws.identities.asked == [("example.com", "receipts-bounces.example.com")]
    assert (now.is_identity_new, now.is_in_sandbox) == (True, True)


@pytest.mark.parametrize(
    ("environment", "is_protected", "asked"),
    [("prod", False, ["s"]), ("prod", True, []), ("trial", False, [])],
)
def test_a_stack_in_prod_is_protected_from_deletion_once(environment, is_protected, asked):
    parameters = {"SesIdentity": "example.com", "Environment": environment}
    standing = Standing(status="D", parameters=parameters, is_protected=is_protected)
    aws = ports(stacks=Stacks(found=standing))

    now = situation("s", where=WHERE, ports=aws)

    assert aws.stacks.protected == asked
    assert now.is_protection_new is bool(asked)


def test_an_identity_that_is_there_is_left_as_it_is(wanted):
    standing = Standing(status="CREATE_COMPLETE", parameters={"SesIdentity": "example.com"})
    aws = ports(stacks=Stacks(found=standing), identities=Identities())
    situation("s", where=WHERE, ports=aws)

    again = situation("s", where=WHERE, ports=aws)

    assert len(aws.identities.asked) == 1
    assert not again.is_identity_new
