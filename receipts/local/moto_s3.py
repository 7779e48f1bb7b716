"""S3 writes: atomic conditions, default retention everywhere, events as EventBridge has them."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.events.models import events_backends
from moto.s3 import notifications
from moto.s3.models import FakeBucket, FakeKey, S3Backend
from moto.s3.notifications import S3NotificationEvent
from moto.s3.responses import S3Response
from werkzeug.datastructures import Headers

from receipts.local.atomic import one_at_a_time

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
_CREATED_BY = {
    S3NotificationEvent.OBJECT_CREATED_PUT_EVENT: "PutObject",
    S3NotificationEvent.OBJECT_CREATED_POST_EVENT: "POST Object",
    S3NotificationEvent.OBJECT_CREATED_COPY_EVENT: "CopyObject",
    S3NotificationEvent.OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD_EVENT: "CompleteMultipartUpload",
}

_CHECKSUM = re.compile(r"x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)", re.IGNORECASE)


@contextmanager
def completed(on_put: Callable[[str, str, bytes], None]) -> Iterator[None]:
    """While open, `on_put` is told bucket, key and bytes of each object before S3 answers."""
    put, answer_put = S3Backend.put_object, S3Response._key_response_put

    def put_object(
        self: S3Backend, bucket_name: str, key_name: str, value: bytes, *args: Any, **options: Any
    ) -> FakeKey:
        bucket = self.get_bucket(bucket_name)
        if bucket.has_default_lock and not options.get("lock_mode"):
            # moto.s3.responses locks plain puts only, not copies and multipart uploads.
            options["lock_mode"] = bucket.default_lock_mode
            options["lock_until"] = bucket.default_retention()
        key = put(self, bucket_name, key_name, value, *args, **options)
        on_put(bucket_name, key_name, value)
        return key

    def key_response_put(self: S3Response, *args: Any, **options: Any) -> Any:
        self.headers = _with_algorithm(self.headers)
        return answer_put(self, *args, **options)

    with (
        patch.object(S3Backend, "put_object", put_object),
        patch.object(S3Response, "_key_response_put", key_response_put),
        patch.object(notifications, "_send_event_bridge_message", _send),
        # If-None-Match is looked at before the write; CompleteMultipartUpload is a POST.
        one_at_a_time(S3Response, "put_object", "_key_response_post"),
    ):
        yield


def _with_algorithm(headers: Any) -> Headers:
    """A put's headers, with the SDKs' name of its checksum.

    For a locked object AWS asks for any checksum, and moto for this name.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html#object-lock-put-object
    """
    named = Headers(list(headers.items()))
    for name in headers.keys():  # noqa: SIM118 - werkzeug's headers give pairs
        if found := _CHECKSUM.fullmatch(name):
            named.setdefault("x-amz-sdk-checksum-algorithm", found[1].upper())
    return named


def _send(account_id: str, bucket: FakeBucket, name: S3NotificationEvent, key: FakeKey) -> None:
    """Stands in for moto.s3.notifications._send_event_bridge_message.

    That one swallows every error, knows no default bus, reports multipart uploads twice and tags
    with each put. Only created objects are reported here; nothing else has a rule in a template.
    """
    reason = _CREATED_BY.get(name)
    part_of_upload = key.multipart and name == S3NotificationEvent.OBJECT_CREATED_PUT_EVENT
    if reason is None or part_of_upload:
        return
    event = _created(account_id, bucket, key, reason=reason)
    default_bus = events_backends[account_id][bucket.region_name].event_buses["default"]
    for rule in default_bus.rules.values():
        if rule.state == "ENABLED":
            rule.send_to_targets(event, transform_input=False)


def _created(account_id: str, bucket: FakeBucket, key: FakeKey, *, reason: str) -> Any:
    version = {"version-id": key.version_id} if bucket.is_versioned else {}
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": account_id,
        "time": time.time(),  # moto.events writes it as ISO 8601
        "region": bucket.region_name,
        "resources": [bucket.arn],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket.name},
            "object": {
                "key": key.name,
                "size": key.size,
                "etag": key.etag.strip('"'),
                **version,
                # Hexadecimal and growing, which is all that AWS promises.
                "sequencer": f"{time.time_ns():016X}",
            },
            "request-id": uuid.uuid4().hex[:16].upper(),
            "requester": account_id,
            "source-ip-address": "127.0.0.1",
            "reason": reason,
        },
    }
