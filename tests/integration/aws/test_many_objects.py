"""The parser's way to the audit bucket: as the worker's, with more patience and a list of keys."""

from datetime import timedelta

import pytest
from obstore.store import S3Store

from receipts.aws.clients import Clients
from receipts.aws.object_store import ObjectAuditStore
from receipts.errors import MissingObjectError, PermanentError, RetryableError
from tests.answering import Answer

_FOLDER = "lines/billing_period=2026-10"


@pytest.fixture
def audit(moto_over_http):
    moto_over_http.create_bucket(Bucket="audit")
    return ObjectAuditStore(Clients().objects("audit", patient=True), tries=3)


def stubborn(server, tries):
    return ObjectAuditStore(
        S3Store(
            "audit",
            config={"aws_endpoint_url_s3": server.endpoint, "skip_signature": True},
            client_options={"allow_http": True, "timeout": timedelta(milliseconds=200)},
            retry_config={"max_retries": 1, "backoff": {"init_backoff": timedelta(milliseconds=1)}},
        ),
        tries=tries,
    )


def test_keys_are_those_below_a_prefix_that_may_end_within_a_name(audit):
    names = ["a.parquet", "ab-0.parquet", "ab-1.parquet", "ab.parquet", "b.parquet"]
    for name in [*names, "ab/deeper"]:
        audit.put_new(f"{_FOLDER}/{name}", b"")
    audit.put_new("lines/billing_period=2026-11/ab.parquet", b"")

    found = list(audit.keys(f"{_FOLDER}/ab"))

    assert found == [
        f"{_FOLDER}/{name}" for name in ("ab-0.parquet", "ab-1.parquet", "ab.parquet", "ab/deeper")
    ]


def test_a_folder_with_more_keys_than_a_page_holds_is_listed_in_order(audit):
    written = [f"{_FOLDER}/{number:04}" for number in range(1_005)]
    for key in written:
        audit.put_new(key, b"")

    assert list(audit.keys(f"{_FOLDER}/")) == written


def test_there_may_be_no_keys(audit):
    assert list(audit.keys(f"{_FOLDER}/")) == []


def test_a_large_body_is_one_conditional_put(audit):
    body = bytes(12_000_000)

    first, second = audit.put_new("inputs/0", body), audit.put_new("inputs/0", b"")

    assert (first, second) == (True, False)
    assert audit.get("inputs/0") == body


def test_a_put_that_nobody_answered_is_made_again_and_finds_itself(server):
    server.answers = [Answer(503, "SlowDown"), Answer(503), Answer(412, "PreconditionFailed")]

    is_new = stubborn(server, tries=3).put_new("snapshots/0", b"")

    assert is_new is False
    assert len(server.requests) == 3


def test_silence_is_asked_as_often_as_it_was_told_to(server):
    server.answers = []

    with pytest.raises(RetryableError, match=r"^write snapshots/0: Timeout$"):
        stubborn(server, tries=3).put_new("snapshots/0", b"")

    assert len(server.requests) == 3


def test_a_refusal_for_good_is_not_asked_again(server):
    server.answers = [Answer(403, "AccessDenied")]

    with pytest.raises(PermanentError):
        stubborn(server, tries=3).put_new("snapshots/0", b"")

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(403, "AccessDenied"), PermanentError),
        (Answer(503, "SlowDown"), RetryableError),
        (Answer(404, "NoSuchBucket"), (PermanentError, MissingObjectError)),
    ],
)
def test_a_list_that_fails_says_so(server, answer, error):
    server.answers = [answer]

    with pytest.raises(error, match=f"^list {_FOLDER}/: "):
        list(stubborn(server, tries=1).keys(f"{_FOLDER}/"))
