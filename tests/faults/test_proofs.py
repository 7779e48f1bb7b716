"""The harness can fail: a pipeline that is broken on purpose does not pass."""

from dataclasses import make_dataclass
from unittest.mock import patch

import pytest

import lambdas.worker
from receipts.aws.clients import Clients
from receipts.delivery import attempt
from receipts.lifecycle import Verdict
from tests.faults import coverage, verdict
from tests.faults.calls import Call, Site
from tests.faults.functions import AUDIT_BUCKET, Function
from tests.faults.points import Operation, Outcome, Point, clean_run, try_point
from tests.faults.trial import Report
from tests.faults.verdict import Fate

_MONTH = "a plain month"
#: Its one customer is in doubt when the worker dies; of two, the other one may be as well.
_ONE = "a dead file"
_SEND = Call("worker", "sesv2", "SendEmail", 1)
_READ = Call("worker", "s3", "GetObject", 1)


@pytest.fixture(scope="module")
def clean(world):
    return clean_run(_MONTH, world)


@pytest.fixture(scope="module")
def clean_of_one(world):
    return clean_run(_ONE, world)


def said_of(outcome: Outcome) -> str:
    *_, summary = Report((outcome,), ()).lines()
    return summary


def test_a_mailer_whose_calls_botocore_retries_sends_two_mails(world, clean):
    point = Point(_MONTH, _SEND, "acts, then times out once")

    with patch.object(Clients, "once", Clients.of):
        outcome = try_point(point, clean, world)

    assert said_of(outcome) == "fault points: 1, lost: 0, doubled: 1, in doubt: 0 (all listed)"
    assert any("doubled" in each for each in outcome.wrong)


@pytest.mark.parametrize(
    "point",
    [
        Point(_MONTH, Call("worker", "queue", "delivery", 1), "delivered twice"),
        Point(_MONTH, _SEND, "overtaken before"),
        Point(_MONTH, _SEND, "killed after", silent=True),
    ],
    ids=str,
)
def test_a_worker_that_does_not_heed_the_ledger_sends_two_mails(world, clean, point):
    with patch.object(attempt, "judge", lambda *_, **__: Verdict.SEND):
        outcome = try_point(point, clean, world)

    assert Fate.DOUBLED in outcome.fates.values()


def test_a_worker_that_acknowledges_what_it_did_not_send_loses_it(world, clean):
    handler = lambdas.worker.handler

    def acknowledges(event, context):
        handler(event, context)
        return {"batchItemFailures": []}

    with patch.object(lambdas.worker, "handler", acknowledges):
        outcome = try_point(Point(_MONTH, _READ, "no connection"), clean, world)

    assert said_of(outcome) == "fault points: 1, lost: 1, doubled: 0, in doubt: 0 (all listed)"


def test_a_doubt_that_nobody_is_told_of_is_a_failure(world, clean_of_one):
    point = Point(_ONE, _SEND, "killed after", silent=True)

    with patch.object(verdict, "history_of_month", lambda *_, **__: None):
        outcome = try_point(point, clean_of_one, world)

    assert said_of(outcome) == "fault points: 1, lost: 0, doubled: 0, in doubt: 1 (1 not listed)"
    assert Report((outcome,), ()).failed


def test_the_same_doubt_is_none_once_it_is_listed(world, clean_of_one):
    outcome = try_point(Point(_ONE, _SEND, "killed after", silent=True), clean_of_one, world)

    assert list(outcome.fates.values()) == [Fate.IN_DOUBT]
    assert not Report((outcome,), ()).failed


def test_a_handler_that_never_succeeds_loses_everybody(world, clean):
    with patch.object(lambdas.worker, "handler", side_effect=RuntimeError):
        outcome = try_point(Point(_MONTH, _READ, "no connection"), clean, world)

    assert set(outcome.fates.values()) == {Fate.LOST}
    assert "the call was never made" in outcome.wrong


def test_an_audit_file_that_changed_is_seen(world, clean):
    clean_run(_MONTH, world)
    key = next(iter(clean.evidence))

    world.client("s3").put_object(Bucket=AUDIT_BUCKET, Key=key, Body=b"other")

    assert list(verdict.altered(world, clean.evidence)) == [
        f"the audit bucket's {key} is not what it was",
        f"{key} was written twice",
    ]


def test_a_variable_that_nobody_gave_a_value_is_named():
    settings = make_dataclass("Settings", ["ledger_table", "colour"])
    new = Function(name="watch", module="lambdas.watch", settings=settings, queue=None)

    with pytest.raises(LookupError, match=r"SETTINGS lacks \['colour'\], which watch reads"):
        _ = new.environment


def test_a_call_that_is_no_fault_point_is_named():
    called = Operation("worker", "sesv2", "GetAccount")

    gaps = list(coverage.gaps([], [called], (), set(coverage.AT_A_TERMINAL)))

    assert gaps == ["worker sesv2 GetAccount is called, but no fault point"]


@pytest.mark.parametrize(
    ("body", "operation"),
    [
        ("self._ses.get_account()", "GetAccount"),
        ("self._db.get_paginator('scan').paginate()", "Scan"),
        ("self._store.put(key, body)", "PutObject"),
        ("self._store.delete(key)", "delete"),
    ],
)
def test_a_call_that_is_written_and_never_made_is_named(body, operation):
    source = f"class Adapter:\n    def ask(self):\n        return {body}\n"

    sites = set(coverage.sites_in(source, module="new"))
    gaps = list(coverage.gaps([], [], (), sites | coverage.AT_A_TERMINAL.keys()))

    assert sites == {Site("new", "Adapter.ask", operation)}
    assert gaps == [
        f"receipts/aws/new.py: Adapter.ask: {operation} is never called:"
        " try it, or say who calls it in AT_A_TERMINAL"
    ]
