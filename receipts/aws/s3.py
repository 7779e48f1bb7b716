"""The landing bucket and the write-once audit bucket."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO

from receipts.aws.answers import ConditionFailedError, translated
from receipts.errors import MissingObjectError
from receipts.model import DroppedFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3LandingZone:
    """Reads exactly the object version that the event named."""

    def __init__(self, client: "S3Client") -> None:
        self._s3 = client

    def fetch(self, file: DroppedFile) -> bytes:
        """The exact bytes; MissingObjectError when that version is gone."""
        with translated("read a dropped file"):
            answer = self._s3.get_object(
                Bucket=file.bucket, Key=file.key, VersionId=file.version_id
            )
            return answer["Body"].read()

    def current(self, bucket: str, key: str) -> DroppedFile:
        """The version that stands under a key now."""
        with translated("look up a dropped file"):
            answer = self._s3.head_object(Bucket=bucket, Key=key)
        return DroppedFile(
            bucket, key, answer["VersionId"], answer["ContentLength"], answer["LastModified"]
        )

    def metadata(self, file: DroppedFile) -> dict[str, str]:
        """User metadata; S3 keeps the names in lower case."""
        with translated("read a dropped file"):
            answer = self._s3.head_object(
                Bucket=file.bucket, Key=file.key, VersionId=file.version_id
            )
            return answer["Metadata"]

    def upload(
        self, bucket: str, key: str, body: BinaryIO, metadata: Mapping[str, str]
    ) -> DroppedFile:
        """Drop a file; the version it became, and when, by the bucket's own clock."""
        with translated(f"upload {key}"):
            answer = self._s3.put_object(Bucket=bucket, Key=key, Body=body, Metadata=dict(metadata))
            version = answer["VersionId"]
            made = self._s3.head_object(Bucket=bucket, Key=key, VersionId=version)
        return DroppedFile(bucket, key, version, made["ContentLength"], made["LastModified"])

    def fetch_config(self, bucket: str, key: str) -> bytes | None:
        """An admin's file, or None."""
        try:
            with translated(f"read {key}"):
                return self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        except MissingObjectError:
            return None


class S3AuditStore:
    """Every put is conditional: what is written once stays."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._s3 = client
        self._bucket = bucket

    def put_new(self, key: str, body: bytes) -> bool:
        """Write once; False when the key exists (412)."""
        try:
            with translated(f"write {key}"):
                self._s3.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=body,
                    IfNoneMatch="*",
                    ChecksumAlgorithm="SHA256",
                )
        except ConditionFailedError:
            return False
        return True

    def get(self, key: str) -> bytes:
        """The bytes; MissingObjectError when there are none."""
        with translated(f"read {key}"):
            return self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys below a prefix, in order."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix
        )
        with translated(f"list {prefix}"):
            for page in pages:
                yield from (entry["Key"] for entry in page.get("Contents", []))
