"""The bucket that code is deployed from, against moto and against S3's documented answers."""

import pytest
from botocore.stub import ANY

from receipts.aws.artifacts import S3CodeStore
from receipts.deployment.bucket import Step, steps
from receipts.errors import PermanentError
from receipts.stacks import BucketSettings, Whereabouts
from tests.integration.aws.stubs import stubbed

ACCOUNT = "123456789012"
BUCKET = f"receipts-artifacts-{ACCOUNT}-eu-west-1"
WHERE = Whereabouts(
    arn=f"arn:aws:iam::{ACCOUNT}:user/me", account=ACCOUNT, region="eu-west-1", s3=""
)


@pytest.fixture
def store(aws):
    return S3CodeStore(aws("s3", region_name="eu-west-1"), WHERE)


def made(store) -> S3CodeStore:
    for step in Step:
        getattr(store, step)(BUCKET)
    return store


def test_a_bucket_that_is_not_there_is_made_with_all_it_needs(store):
    assert store.settings(BUCKET) is None

    made(store)

    assert store.settings(BUCKET) == BucketSettings(
        is_versioned=True, is_private=True, is_encrypted=True, has_policy=True
    )
    assert steps(BUCKET, store.settings(BUCKET), is_ours=True) == []


def test_it_is_in_its_region_and_refuses_plain_http(store, aws):
    made(store)

    s3 = aws("s3", region_name="eu-west-1")
    assert s3.get_bucket_location(Bucket=BUCKET)["LocationConstraint"] == "eu-west-1"
    assert "aws:SecureTransport" in s3.get_bucket_policy(Bucket=BUCKET)["Policy"]


def test_a_bucket_in_the_first_region_is_made_without_a_location():
    client, stub = stubbed("s3")
    where = Whereabouts(arn="", account=ACCOUNT, region="us-east-1", s3="")
    request = {"Bucket": BUCKET, "ObjectOwnership": "BucketOwnerEnforced"}
    stub.add_response("create_bucket", {}, request)

    S3CodeStore(client, where).create(BUCKET)

    stub.assert_no_pending_responses()


def test_what_is_uploaded_is_there(store, tmp_path):
    path = tmp_path / "worker.zip"
    path.write_bytes(b"code")
    # moto overlooks the condition of a policy, and would refuse everything.
    store.create(BUCKET)

    assert not store.has(BUCKET, "k/worker.zip")
    store.put(BUCKET, "k/worker.zip", path)

    assert store.has(BUCKET, "k/worker.zip")


def test_a_bucket_of_that_name_in_another_account_is_refused():
    client, stub = stubbed("s3")
    asked = {"Bucket": BUCKET, "ExpectedBucketOwner": ACCOUNT}
    stub.add_client_error("head_bucket", "403", http_status_code=403, expected_params=asked)

    with pytest.raises(PermanentError, match="belongs to another account"):
        S3CodeStore(client, WHERE).settings(BUCKET)


def test_every_object_goes_to_a_bucket_of_this_account_only(tmp_path):
    path = tmp_path / "worker.zip"
    path.write_bytes(b"code")
    client, stub = stubbed("s3")
    request = {
        "Bucket": BUCKET,
        "Key": "k",
        "Body": ANY,
        "ChecksumAlgorithm": "SHA256",
        "ExpectedBucketOwner": ACCOUNT,
    }
    stub.add_response("put_object", {}, request)

    S3CodeStore(client, WHERE).put(BUCKET, "k", path)

    stub.assert_no_pending_responses()
