"""obstore's answers in our words: from moto over HTTP, and from a server that says anything."""

import base64
import hashlib
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import S3Store

from receipts.aws.clients import Clients
from receipts.aws.object_store import ObjectAuditStore
from receipts.errors import MissingObjectError, PermanentError, RetryableError
from tests.answering import Answer

_TASKS = Path("/proc/self/task")
_KEY = "mails/billing_period=2026-10/0f-1.eml.gz"


@pytest.fixture
def hasty(server):
    """A store that waits for nobody."""
    return ObjectAuditStore(
        S3Store(
            "audit",
            config={"aws_endpoint_url_s3": server.endpoint, "skip_signature": True},
            client_options={"allow_http": True, "timeout": timedelta(milliseconds=200)},
            retry_config={"max_retries": 1, "backoff": {"init_backoff": timedelta(milliseconds=1)}},
        )
    )


def the_audit_store() -> ObjectAuditStore:
    return ObjectAuditStore(Clients().objects("audit"))


def test_what_is_written_once_stays(moto_over_http):
    moto_over_http.create_bucket(Bucket="audit")
    audit = the_audit_store()

    first = audit.put_new(_KEY, b"first")
    second = audit.put_new(_KEY, b"second")

    assert (first, second) == (True, False)
    assert audit.get(_KEY) == b"first"
    assert [each["Key"] for each in moto_over_http.list_objects_v2(Bucket="audit")["Contents"]] == [
        _KEY
    ]


def test_a_missing_object_is_said_to_be_missing(moto_over_http):
    moto_over_http.create_bucket(Bucket="audit")

    with pytest.raises(MissingObjectError, match=r"^read snapshots/none: NoSuchKey$"):
        the_audit_store().get("snapshots/none")


def test_a_bucket_that_locks_its_objects_takes_them(moto_over_http):
    moto_over_http.create_bucket(Bucket="audit", ObjectLockEnabledForBucket=True)
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
    moto_over_http.put_object_lock_configuration(
        Bucket="audit", ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule}
    )

    is_new = the_audit_store().put_new(_KEY, b"mail")

    assert is_new
    assert moto_over_http.head_object(Bucket="audit", Key=_KEY)["ObjectLockMode"] == "GOVERNANCE"


def test_of_many_lanes_one_writes(moto_over_http):
    moto_over_http.create_bucket(Bucket="audit")
    audit = the_audit_store()

    with ThreadPoolExecutor(32) as lanes:
        written = list(lanes.map(lambda _: audit.put_new(_KEY, b"mail"), range(32)))

    assert sorted(written) == [False] * 31 + [True]


@pytest.mark.skipif(not _TASKS.exists(), reason="only Linux tells a process its threads")
def test_thirty_two_lanes_share_a_few_threads(server):
    server.answers = [Answer()]
    audit = the_audit_store()
    # polars has such threads, too, once another test has used it.
    before = _rust_threads()

    with ThreadPoolExecutor(32) as lanes:
        list(lanes.map(lambda number: audit.put_new(f"mails/{number}", b""), range(64)))

    assert _rust_threads() <= before + (os.cpu_count() or 1)


def _rust_threads() -> int:
    return sum("tokio" in name for name in _threads())


def _threads() -> Iterator[str]:
    for task in _TASKS.iterdir():
        # One of the server's may just have ended.
        with suppress(OSError):
            yield (task / "comm").read_text()


def test_a_put_says_that_it_is_conditional_and_what_it_holds(server, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    server.answers = [Answer()]

    the_audit_store().put_new(_KEY, b"mail")

    (request,) = server.requests
    checksum = base64.b64encode(hashlib.sha256(b"mail").digest()).decode()
    assert (request.method, request.path) == ("PUT", f"/audit/{_KEY.replace('=', '%3D')}")
    assert request.headers["If-None-Match"] == "*"
    assert request.headers["x-amz-checksum-sha256"] == checksum
    assert "/eu-west-3/s3/aws4_request" in request.headers["Authorization"]
    assert request.headers["User-Agent"].startswith("receipts ")


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (Answer(404, "NoSuchKey"), MissingObjectError, "NoSuchKey"),
        (Answer(404, "NoSuchBucket"), PermanentError, "NoSuchBucket"),
        (Answer(404), MissingObjectError, "404"),
        (Answer(403, "AccessDenied"), PermanentError, "AccessDenied (these credentials may not"),
        (Answer(400, "ExpiredToken"), PermanentError, "ExpiredToken (these credentials are not"),
        (Answer(400, "RequestTimeout"), RetryableError, "RequestTimeout"),
        (Answer(409, "ConditionalRequestConflict"), RetryableError, "ConditionalRequestConflict"),
        (Answer(409), RetryableError, "409"),
        (Answer(429, "TooManyRequests"), RetryableError, "TooManyRequests"),
        (Answer(500, "InternalError"), RetryableError, "InternalError"),
        (Answer(503, "SlowDown"), RetryableError, "SlowDown"),
        (Answer(503), RetryableError, "503"),
    ],
)
@pytest.mark.parametrize("verb", ["read", "write"])
def test_what_s3_says_is_said_in_our_words(server, hasty, answer, error, words, verb):
    server.answers = [answer]

    with pytest.raises(error) as raised:
        hasty.get(_KEY) if verb == "read" else hasty.put_new(_KEY, b"mail")

    assert type(raised.value) is error
    assert str(raised.value).startswith(f"{verb} {_KEY}: {words}")
    assert "secret" not in str(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.parametrize("verb", ["read", "write"])
def test_no_answer_at_all_may_pass(server, hasty, verb):
    server.answers = []

    with pytest.raises(RetryableError, match=f"^{verb} {_KEY}: Timeout$"):
        hasty.get(_KEY) if verb == "read" else hasty.put_new(_KEY, b"mail")

    assert len(server.requests) == (2 if verb == "read" else 1)


def test_a_body_that_breaks_off_may_pass(server, hasty):
    server.answers = [Answer(body=b"half", missing_bytes=4)]

    with pytest.raises(RetryableError, match=f"^read {_KEY}: "):
        hasty.get(_KEY)


def test_nobody_at_home_may_pass(signed_in, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")

    with pytest.raises(RetryableError, match=f"^write {_KEY}: Connect$"):
        the_audit_store().put_new(_KEY, b"mail")


def test_what_was_written_although_s3_answered_500_is_there(server):
    server.answers = [Answer(500, "InternalError"), Answer(412, "PreconditionFailed")]

    assert the_audit_store().put_new(_KEY, b"mail") is False


def test_a_call_is_tried_five_times(server):
    server.answers = [Answer(503, "SlowDown")]

    with pytest.raises(RetryableError):
        the_audit_store().get(_KEY)

    assert len(server.requests) == 5
