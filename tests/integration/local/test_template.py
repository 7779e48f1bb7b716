import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from receipts.local.world import World


@pytest.fixture
def s3(world: World) -> Any:
    return world.client("s3")


@pytest.fixture
def audit(world: World) -> str:
    return world.outputs["AuditBucket"]


@pytest.fixture
def landing(world: World) -> str:
    return world.outputs["LandingBucket"]


def refused(error: ClientError) -> bool:
    return error.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def queue_attribute(world: World, queue: str, name: str) -> Any:
    answer = world.client("sqs").get_queue_attributes(
        QueueUrl=world.outputs[queue], AttributeNames=[name]
    )
    return json.loads(answer["Attributes"][name])


def test_the_landing_bucket_is_as_the_template_says(s3, landing):
    blocked = s3.get_public_access_block(Bucket=landing)["PublicAccessBlockConfiguration"]
    owner = s3.get_bucket_ownership_controls(Bucket=landing)["OwnershipControls"]
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=landing)["Rules"]

    assert set(blocked.values()) == {True}
    assert owner == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert rule == {
        "ID": "old",
        "Status": "Enabled",
        "Filter": {"Prefix": "old/"},
        "Expiration": {"Days": 30},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 3},
    }


def test_buckets_are_encrypted_with_a_bucket_key(s3, landing):
    (rule,) = s3.get_bucket_encryption(Bucket=landing)["ServerSideEncryptionConfiguration"]["Rules"]

    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert rule["BucketKeyEnabled"] is True


def test_audit_objects_are_versioned_and_locked(s3, audit):
    put = s3.put_object(Bucket=audit, Key="locked", Body=b"")

    with pytest.raises(ClientError) as no:
        s3.delete_object(Bucket=audit, Key="locked", VersionId=put["VersionId"])

    assert refused(no.value)
    assert s3.head_object(Bucket=audit, Key="locked")["ObjectLockMode"] == "GOVERNANCE"


def test_multipart_uploads_are_locked_as_well(s3, audit):
    upload_in_parts(s3, audit, "parts")

    assert s3.head_object(Bucket=audit, Key="parts")["ObjectLockMode"] == "GOVERNANCE"


def test_a_put_without_if_none_match_is_refused_where_the_policy_says_so(s3, audit):
    with pytest.raises(ClientError) as no:
        s3.put_object(Bucket=audit, Key="receipts/a", Body=b"")

    assert refused(no.value)
    assert s3.put_object(Bucket=audit, Key="elsewhere/a", Body=b"")


def test_a_conditional_put_writes_once(s3, audit):
    s3.put_object(Bucket=audit, Key="receipts/once", Body=b"1", IfNoneMatch="*")

    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket=audit, Key="receipts/once", Body=b"2", IfNoneMatch="*")

    assert s3.get_object(Bucket=audit, Key="receipts/once")["Body"].read() == b"1"


def test_a_multipart_upload_is_refused_when_it_completes_unconditionally(s3, audit):
    with pytest.raises(ClientError) as no:
        upload_in_parts(s3, audit, "receipts/parts")

    assert refused(no.value)
    assert no.value.operation_name == "CompleteMultipartUpload"
    assert upload_in_parts(s3, audit, "receipts/parts", IfNoneMatch="*")


def upload_in_parts(s3: Any, bucket: str, key: str, **condition: str) -> Any:
    upload = {"Bucket": bucket, "Key": key}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    part = s3.upload_part(**upload, PartNumber=1, Body=b"x")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    return s3.complete_multipart_upload(**upload, MultipartUpload=parts, **condition)


def test_a_statement_about_a_role_does_not_concern_the_user(s3, audit):
    s3.put_object(Bucket=audit, Key="mistake", Body=b"")

    s3.delete_object(Bucket=audit, Key="mistake")

    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=audit, Key="mistake")


def test_the_bucket_policy_reads_back(s3, audit):
    policy = json.loads(s3.get_bucket_policy(Bucket=audit)["Policy"])

    sids = [statement["Sid"] for statement in policy["Statement"]]
    assert sids == ["TlsOnly", "WriteOnce", "NoDeletesByFunctions"]


def test_the_audit_folder_follows_the_bucket(s3, audit, landing, world_directory):
    s3.put_object(Bucket=audit, Key="lines/a=b/c.parquet", Body=b"PAR1")
    s3.put_object(Bucket=landing, Key="not-audit.csv", Body=b"")

    folder = world_directory / "audit"
    assert (folder / "lines/a=b/c.parquet").read_bytes() == b"PAR1"
    assert not list(folder.rglob("not-audit.csv"))


def test_queue_policies_are_kept(world):
    policy = queue_attribute(world, "DropQueueUrl", "Policy")

    assert policy["Statement"][0]["Principal"] == {"Service": "events.amazonaws.com"}


def test_a_dead_letter_queue_names_who_may_use_it(world):
    allowed = queue_attribute(world, "MailDlqUrl", "RedriveAllowPolicy")

    assert allowed["sourceQueueArns"] == ["arn:aws:sqs:us-east-1:123456789012:mails"]


def test_a_key_policy_given_as_an_object_can_be_read(world):
    kms, key = world.client("kms"), world.outputs["KeyId"]

    policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])

    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Enabled"]
    assert policy["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}


def test_the_table_is_encrypted_and_recoverable(world):
    dynamodb, table = world.client("dynamodb"), world.outputs["LedgerTable"]

    encryption = dynamodb.describe_table(TableName=table)["Table"]["SSEDescription"]
    backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]

    assert encryption["KMSMasterKeyArn"].endswith(world.outputs["KeyId"])
    recovery = backups["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


def test_functions_keep_their_architecture(world):
    function = world.client("lambda").get_function_configuration(FunctionName="relay")

    assert function["Architectures"] == ["arm64"]


def test_log_groups_keep_their_key(world):
    (group,) = world.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/relay")[
        "logGroups"
    ]

    assert group["retentionInDays"] == 7
    assert group["kmsKeyId"].endswith(world.outputs["KeyId"])
