"""Object Lock as the embedded AWS tells it of one object, and in whose words it refuses."""

import json

import pytest
from botocore.exceptions import ClientError

BUCKET = "locked"


@pytest.fixture(scope="module")
def s3(tmp_path_factory, open_world):
    with open_world(tmp_path_factory.mktemp("empty"), template=None) as world:
        client = world.client("s3")
        client.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
        yield client


def test_a_locked_object_says_until_when(s3):
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 1}}
    lock = {"ObjectLockEnabled": "Enabled", "Rule": rule}
    s3.put_object_lock_configuration(Bucket=BUCKET, ObjectLockConfiguration=lock)
    put = s3.put_object(Bucket=BUCKET, Key="a/b", Body=b"x", ChecksumAlgorithm="SHA256")

    retention = s3.get_object_retention(Bucket=BUCKET, Key="a/b")["Retention"]

    assert retention["Mode"] == "GOVERNANCE"
    there = s3.head_object(Bucket=BUCKET, Key="a/b", VersionId=put["VersionId"])
    assert retention["RetainUntilDate"] == there["ObjectLockRetainUntilDate"]


@pytest.mark.parametrize(
    ("key", "code"), [("free", "NoSuchObjectLockConfiguration"), ("nothing", "NoSuchKey")]
)
def test_what_is_not_locked_or_not_there_is_told_so(s3, key, code):
    s3.create_bucket(Bucket="plain")
    s3.put_object(Bucket="plain", Key="free", Body=b"x")

    with pytest.raises(ClientError) as refused:
        s3.get_object_retention(Bucket="plain", Key=key)

    assert refused.value.response["Error"]["Code"] == code


def test_a_bucket_policy_refuses_in_awss_words(s3):
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteObjectVersion",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))

    with pytest.raises(ClientError) as refused:
        s3.delete_object(Bucket=BUCKET, Key="never", VersionId="null")

    told = refused.value.response
    assert (told["Error"]["Code"], told["ResponseMetadata"]["HTTPStatusCode"]) == (
        "AccessDenied",
        403,
    )
    assert "explicit deny in a resource-based policy" in told["Error"]["Message"]
