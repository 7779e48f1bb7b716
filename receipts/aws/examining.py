"""A live stack, looked at. Nothing here changes anything, and nothing of a customer is read."""

import base64
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from receipts.aws.answers import code_of, translated
from receipts.aws.sqs import SqsDeadLetterQueue
from receipts.checkup import Denial, FunctionState, JobRun, KeyState, Listeners, Lock, Sending

_UNLIMITED = -1
_SHUTDOWN = "SHUTDOWN"
#: Nothing is ever written there, and a versioned bucket has no version of this name. So a delete of
#: it deletes nothing, even where nobody forbids it:
#: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
_NEVER_WRITTEN = {"Key": "runs/receipts-doctor-asks", "VersionId": "null"}
_DENIED = {"AccessDenied", "403"}
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
_BY_POLICY = "explicit deny in a resource-based policy"


class AwsExaminer:
    """Looks at services by their clients."""

    def __init__(self, clients: Mapping[str, Any]) -> None:
        self._clients = clients

    def sending(self) -> Sending:
        """What SES lets the account send."""
        with translated("ask SES about the account"):
            account = self._clients["sesv2"].get_account()
        told = account["SendQuota"]
        quota = int(told["Max24HourSend"])
        return Sending(
            is_in_sandbox=not account.get("ProductionAccessEnabled", False),
            is_sending=account["SendingEnabled"] and account["EnforcementStatus"] != _SHUTDOWN,
            quota=None if quota == _UNLIMITED else quota,
            sent=int(told["SentLast24Hours"]),
            rate=float(told["MaxSendRate"]),
        )

    def listeners(self, topic: str) -> Listeners:
        """Who is told what a topic is told."""
        with translated("ask who is told of alarms"):
            told = self._clients["sns"].get_topic_attributes(TopicArn=topic)["Attributes"]
        return Listeners(
            confirmed=int(told["SubscriptionsConfirmed"]), pending=int(told["SubscriptionsPending"])
        )

    def waiting(self, queue_url: str) -> int:
        """About how many messages are on a queue, hidden ones included."""
        return SqsDeadLetterQueue(self._clients["sqs"], queue_url).count()

    def function(self, name: str) -> FunctionState:
        """A function and what feeds it."""
        functions = self._clients["lambda"]
        with translated("look at the functions"):
            found = functions.get_function_configuration(FunctionName=name)
            pages = functions.get_paginator("list_event_source_mappings").paginate(
                FunctionName=name
            )
            states = [each["State"] for page in pages for each in page["EventSourceMappings"]]
        return FunctionState(
            state=found.get("State", "Active"),
            last_update=found.get("LastUpdateStatus", "Successful"),
            sha256=base64.b64decode(found["CodeSha256"]).hex(),
            mappings=tuple(states),
        )

    def lock(self, bucket: str) -> Lock:
        """How a bucket is locked, and whether it refuses to delete. Deletes nothing."""
        s3 = self._clients["s3"]
        with translated("look at the lock of the audit bucket"):
            told = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
            (some, *_) = s3.list_objects_v2(Bucket=bucket, Prefix="runs/", MaxKeys=1).get(
                "Contents", [None]
            )
            retention = _retention(s3, bucket, some["Key"]) if some else {}
        return Lock(
            default_mode=told.get("Rule", {}).get("DefaultRetention", {}).get("Mode", ""),
            mode=retention.get("Mode", ""),
            until=retention.get("RetainUntilDate"),
            is_used=some is not None,
            denial=_denial(s3, bucket),
        )

    def key(self, arn: str) -> KeyState:
        """The customer key."""
        kms = self._clients["kms"]
        with translated("look at the key"):
            state = kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"]
            rotated = kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"]
        return KeyState(state=state, is_rotated=rotated)

    def newest_run(self, job: str) -> JobRun | None:
        """Of a Glue job; None when it has never run."""
        with translated("ask when the reconciliation ran"):
            runs = self._clients["glue"].get_job_runs(JobName=job, MaxResults=1)["JobRuns"]
        return JobRun(started=runs[0]["StartedOn"], state=runs[0]["JobRunState"]) if runs else None


def _retention(s3: Any, bucket: str, key: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = s3.get_object_retention(Bucket=bucket, Key=key)["Retention"]
    except ClientError as error:
        if code_of(error) == "NoSuchObjectLockConfiguration":
            return {}
        raise
    return found


def _denial(s3: Any, bucket: str) -> Denial:
    with translated("ask whether the audit bucket refuses to delete"):
        try:
            s3.delete_object(Bucket=bucket, **_NEVER_WRITTEN)
        except ClientError as error:
            if code_of(error) not in _DENIED:
                raise
            words = error.response["Error"].get("Message", "")
            return Denial.BY_POLICY if _BY_POLICY in words else Denial.BY_CREDENTIALS
    return Denial.NONE
