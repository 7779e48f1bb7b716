"""A live stack looked at, through botocore's own parser and validation."""

import base64
from datetime import UTC, datetime

import pytest

from receipts.aws.examining import AwsExaminer
from receipts.checkup import Denial, FunctionState, JobRun, KeyState, Listeners, Lock, Sending
from receipts.errors import PermanentError
from tests.integration.aws.stubs import stubbed

UNTIL = datetime(2036, 11, 23, tzinfo=UTC)
PROBE = {"Bucket": "audit", "Key": "runs/receipts-doctor-asks", "VersionId": "null"}
BY_POLICY = (
    "User: arn:aws:iam::123456789012:user/me is not authorized to perform: s3:DeleteObjectVersion"
    ' on resource: "arn:aws:s3:::audit/x" with an explicit deny in a resource-based policy'
)
LOCKED = {
    "ObjectLockConfiguration": {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 10}},
    }
}


def examiner(service: str):
    client, stub = stubbed(service)
    return AwsExaminer({service: client}), stub


def locked(stub, *, keys: tuple[str, ...] = ("runs/a",)) -> None:
    listed = {"Contents": [{"Key": key} for key in keys]} if keys else {}
    stub.add_response("get_object_lock_configuration", LOCKED, {"Bucket": "audit"})
    stub.add_response(
        "list_objects_v2", listed, {"Bucket": "audit", "Prefix": "runs/", "MaxKeys": 1}
    )


def test_the_account_is_read_with_its_quota_and_rate():
    aws, stub = examiner("sesv2")
    quota = {"Max24HourSend": -1.0, "MaxSendRate": 14.0, "SentLast24Hours": 3.0}
    answer = {
        "SendingEnabled": True,
        "EnforcementStatus": "SHUTDOWN",
        "ProductionAccessEnabled": True,
        "SendQuota": quota,
    }
    stub.add_response("get_account", answer, {})

    assert aws.sending() == Sending(
        is_in_sandbox=False, is_sending=False, quota=None, sent=3, rate=14.0
    )


def test_those_who_are_told_are_counted():
    aws, stub = examiner("sns")
    told = {"SubscriptionsConfirmed": "2", "SubscriptionsPending": "1"}
    stub.add_response("get_topic_attributes", {"Attributes": told}, {"TopicArn": "arn:topic"})

    assert aws.listeners("arn:topic") == Listeners(confirmed=2, pending=1)


def test_a_function_is_read_with_its_mappings_and_its_codes_hash_in_hex():
    aws, stub = examiner("lambda")
    found = {
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "CodeSha256": base64.b64encode(b"\xab" * 32).decode(),
    }
    stub.add_response("get_function_configuration", found, {"FunctionName": "worker"})
    mappings = {"EventSourceMappings": [{"State": "Disabled"}]}
    stub.add_response("list_event_source_mappings", mappings, {"FunctionName": "worker"})

    assert aws.function("worker") == FunctionState(
        state="Active", last_update="Successful", sha256="ab" * 32, mappings=("Disabled",)
    )


@pytest.mark.parametrize(
    ("message", "denial"),
    [
        (BY_POLICY, Denial.BY_POLICY),
        ("… because no identity-based policy allows it", Denial.BY_CREDENTIALS),
        ("Access Denied", Denial.BY_CREDENTIALS),
    ],
)
def test_a_refused_deletion_is_told_by_who_refused_it(message, denial):
    aws, stub = examiner("s3")
    locked(stub)
    retention = {"Retention": {"Mode": "GOVERNANCE", "RetainUntilDate": UNTIL}}
    stub.add_response("get_object_retention", retention, {"Bucket": "audit", "Key": "runs/a"})
    stub.add_client_error(
        "delete_object", "AccessDenied", message, http_status_code=403, expected_params=PROBE
    )

    assert aws.lock("audit") == Lock(
        default_mode="GOVERNANCE", mode="GOVERNANCE", until=UNTIL, is_used=True, denial=denial
    )


def test_a_deletion_that_nobody_refuses_names_a_version_that_cannot_be():
    aws, stub = examiner("s3")
    locked(stub, keys=())
    stub.add_response("delete_object", {}, PROBE)

    found = aws.lock("audit")

    assert (found.denial, found.is_used) == (Denial.NONE, False)
    stub.assert_no_pending_responses()


def test_an_object_without_a_lock_has_none():
    aws, stub = examiner("s3")
    locked(stub)
    stub.add_client_error(
        "get_object_retention", "NoSuchObjectLockConfiguration", http_status_code=404
    )
    stub.add_client_error("delete_object", "AccessDenied", http_status_code=403)

    assert aws.lock("audit").mode == ""


def test_what_may_not_be_looked_at_is_an_error_and_no_verdict():
    aws, stub = examiner("s3")
    stub.add_client_error("get_object_lock_configuration", "AccessDenied", http_status_code=403)

    with pytest.raises(PermanentError, match="look at the lock"):
        aws.lock("audit")


def test_the_key_is_read_with_its_rotation():
    aws, stub = examiner("kms")
    metadata = {"KeyMetadata": {"KeyId": "k", "KeyState": "PendingDeletion"}}
    stub.add_response("describe_key", metadata, {"KeyId": "arn:key"})
    stub.add_response("get_key_rotation_status", {"KeyRotationEnabled": True}, {"KeyId": "arn:key"})

    assert aws.key("arn:key") == KeyState(state="PendingDeletion", is_rotated=True)


@pytest.mark.parametrize(
    ("runs", "newest"),
    [
        ([], None),
        (
            [{"StartedOn": UNTIL, "JobRunState": "FAILED"}],
            JobRun(started=UNTIL, state="FAILED"),
        ),
    ],
)
def test_the_newest_run_of_a_job_is_the_first_that_glue_names(runs, newest):
    aws, stub = examiner("glue")
    stub.add_response("get_job_runs", {"JobRuns": runs}, {"JobName": "j", "MaxResults": 1})

    assert aws.newest_run("j") == newest
