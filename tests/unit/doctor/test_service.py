"""Everything about a stack is asked once, and what nobody may ask stops nothing."""

from datetime import UTC, datetime

import pytest

from receipts.checkup import Denial, FunctionState, KeyState, LastMonth, Listeners, Lock, Unknown
from receipts.doctor.service import examine, standing_of
from receipts.errors import ConfigError, PermanentError
from receipts.pause import Switch
from receipts.stack_ports import DoctorPorts
from receipts.stacks import SesIdentity, Standing
from tests.fakes import FakeAudit, FakeClock

NOW = datetime(2026, 1, 3, tzinfo=UTC)
NAMES = ("AuditBucket", "AlarmTopic", "KeyArn", "ReconcileJob", "LedgerTable")
FUNCTIONS = ("ParserFunction", "WorkerFunction", "FeedbackFunction", "WatchFunction")
QUEUES = ("ReceiptQueueUrl", "ChargesQueueUrl", "ReceiptDeadLetterQueueUrl", "OddQueueUrl")
STANDING = Standing(
    status="CREATE_COMPLETE",
    parameters={"SesIdentity": "example.com"},
    outputs={name: name.lower() for name in (*NAMES, *FUNCTIONS, *QUEUES)},
)
IDENTITY = SesIdentity(is_verified=True, dkim="SUCCESS")


class Examiner:
    """One that may not ask SES about the account."""

    def sending(self):
        raise PermanentError("ask SES about the account: AccessDenied")

    def listeners(self, topic):
        return Listeners(confirmed=1, pending=0)

    def waiting(self, queue_url):
        return len(queue_url)

    def function(self, name):
        return FunctionState(state=name, last_update="", sha256="", mappings=())

    def lock(self, bucket):
        return Lock(default_mode=bucket, denial=Denial.BY_POLICY)

    def key(self, arn):
        return KeyState(state=arn, is_rotated=True)

    def newest_run(self, job):
        return None


class Identities:
    def find(self, identity):
        return IDENTITY if identity == "example.com" else None


class OpenSwitch:
    def read(self):
        return Switch()


def found(*, keys=()):
    audit = FakeAudit()
    for key in keys:
        audit.put_new(key, b"")
    ports = DoctorPorts(
        examiner=Examiner(),
        identities=Identities(),
        switch=OpenSwitch(),
        audit=audit,
        clock=FakeClock(NOW),
    )
    return examine(STANDING, version="1", ports=ports)


def test_what_may_not_be_asked_is_unknown_and_the_rest_is_known():
    findings = found()

    assert findings.sending == Unknown("ask SES about the account: AccessDenied")
    assert findings.identity == IDENTITY
    assert findings.lock.default_mode == "auditbucket"
    assert findings.key.state == "keyarn"


def test_queues_at_work_are_no_dead_letters():
    assert found().dead_letters.keys() == {"ReceiptDeadLetterQueueUrl", "OddQueueUrl"}


def test_functions_are_asked_by_their_names_in_the_stack():
    states = {name: function.state for name, function in found().functions.items()}

    assert states == {name: name.lower() for name in FUNCTIONS}


@pytest.mark.parametrize(
    ("keys", "has_runs"),
    [
        ([], False),
        (["runs/billing_period=2025-12/a.json"], True),
        (["runs/billing_period=2026-01/a.json"], False),
    ],
)
def test_the_month_that_is_billed_now_is_the_one_before(keys, has_runs):
    assert found(keys=keys).last_month == LastMonth(billing_period="2025-12", has_runs=has_runs)


@pytest.mark.parametrize("standing", [None, Standing(status="CREATE_COMPLETE")])
def test_a_stack_that_is_none_of_ours_is_not_examined(standing):
    class Stacks:
        def standing(self, name):
            return standing

    with pytest.raises(ConfigError, match="no stack of receipts called s"):
        standing_of("s", stacks=Stacks())
