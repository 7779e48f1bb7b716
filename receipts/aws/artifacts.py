"""The bucket that code is deployed from. Its name can be guessed, so each call says whose it is."""

import json
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from receipts.aws.answers import code_of, translated
from receipts.stacks import BucketSettings, Whereabouts

#: S3 puts no location there: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
_WITHOUT_LOCATION = "us-east-1"
_BLOCKED = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": True,
}
_UNSET = {
    "NoSuchBucketPolicy",
    "NoSuchPublicAccessBlockConfiguration",
    "ServerSideEncryptionConfigurationNotFoundError",
}
_ABSENT = {"404", "NoSuchBucket", "NoSuchKey", "NotFound"}


class S3CodeStore:
    """Buckets of one account; never emptied."""

    def __init__(self, client: Any, where: Whereabouts) -> None:
        self._s3 = client
        self._where = where

    def settings(self, bucket: str) -> BucketSettings | None:
        """How it is kept; None when there is none. One of another account is an error."""
        of = self._owned(bucket)
        with translated(f"look up the bucket {bucket}"):
            if not _is_there(lambda: self._s3.head_bucket(**of)):
                return None
            versioning = self._s3.get_bucket_versioning(**of)
            return BucketSettings(
                is_versioned=versioning.get("Status") == "Enabled",
                is_private=_is_set(lambda: self._s3.get_public_access_block(**of)),
                is_encrypted=_is_set(lambda: self._s3.get_bucket_encryption(**of)),
                has_policy=_is_set(lambda: self._s3.get_bucket_policy(**of)),
            )

    def create(self, bucket: str) -> None:
        """Make it, for this account alone."""
        region = self._where.region
        place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        with translated(f"make the bucket {bucket}"):
            self._s3.create_bucket(
                Bucket=bucket,
                ObjectOwnership="BucketOwnerEnforced",
                **({} if region == _WITHOUT_LOCATION else place),
            )

    def keep_versions(self, bucket: str) -> None:
        """Replaced objects stay."""
        with translated(f"keep versions in {bucket}"):
            self._s3.put_bucket_versioning(
                **self._owned(bucket), VersioningConfiguration={"Status": "Enabled"}
            )

    def keep_private(self, bucket: str) -> None:
        """Nobody makes it public by mistake."""
        with translated(f"block public access to {bucket}"):
            self._s3.put_public_access_block(
                **self._owned(bucket), PublicAccessBlockConfiguration=_BLOCKED
            )

    def encrypt(self, bucket: str) -> None:
        """At rest, with S3's own key: code is no secret, and functions need no key to read it."""
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        with translated(f"encrypt {bucket}"):
            self._s3.put_bucket_encryption(
                **self._owned(bucket), ServerSideEncryptionConfiguration={"Rules": [rule]}
            )

    def demand_tls(self, bucket: str) -> None:
        """No plain HTTP, for anybody."""
        partition = self._where.arn.split(":")[1]
        arn = f"arn:{partition}:s3:::{bucket}"
        statement = {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [arn, f"{arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        with translated(f"demand TLS of {bucket}"):
            self._s3.put_bucket_policy(**self._owned(bucket), Policy=json.dumps(policy))

    def has(self, bucket: str, key: str) -> bool:
        """Whether it is there already."""
        with translated(f"look up {key}"):
            return _is_there(lambda: self._s3.head_object(**self._owned(bucket), Key=key))

    def put(self, bucket: str, key: str, path: Path) -> None:
        """Upload a file; S3 takes it only as it was sent."""
        with translated(f"upload {path.name}"), path.open("rb") as body:
            self._s3.put_object(
                **self._owned(bucket), Key=key, Body=body, ChecksumAlgorithm="SHA256"
            )

    def _owned(self, bucket: str) -> dict[str, Any]:
        return {"Bucket": bucket, "ExpectedBucketOwner": self._where.account}


def _is_there(look: Any) -> bool:
    return _answers(look, unless=_ABSENT)


def _is_set(look: Any) -> bool:
    return _answers(look, unless=_UNSET)


def _answers(look: Any, *, unless: set[str]) -> bool:
    try:
        look()
    except ClientError as error:
        if code_of(error) in unless:
            return False
        raise
    return True
