"""GetObjectRetention, which moto.s3 lacks: until when one object is locked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.s3.responses import S3Response

from receipts.local.moto_s3_error import S3Error

_RETENTION = (
    '<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    "<Mode>{mode}</Mode><RetainUntilDate>{until}</RetainUntilDate></Retention>"
)


@contextmanager
def completed() -> Iterator[None]:
    """While open, `aws s3api get-object-retention` answers."""
    answer = S3Response._key_response_get

    def key_response_get(self: S3Response, query: dict[str, Any], key_name: str) -> Any:
        if "retention" not in query:
            return answer(self, query, key_name)
        version = query.get("versionId", [None])[0]
        key = self.backend.get_object(self.bucket_name, key_name, version_id=version)
        if key is None:
            raise S3Error(404, "NoSuchKey", "The specified key does not exist.")
        if not key.lock_mode:
            raise S3Error(
                404,
                "NoSuchObjectLockConfiguration",
                "The specified object does not have a ObjectLock configuration",
            )
        return 200, {}, _RETENTION.format(mode=key.lock_mode, until=key.lock_until)

    with patch.object(S3Response, "_key_response_get", key_response_get):
        yield
