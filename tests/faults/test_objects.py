"""What stands in for obstore raises what obstore raises."""

from datetime import timedelta

import boto3
import pytest
from botocore.config import Config
from obstore.store import S3Store

from tests.answering import Answer, answering
from tests.faults.calls import Calls
from tests.faults.objects import Objects

_QUICK_TRIES = {
    "max_retries": 4,
    "backoff": {
        "init_backoff": timedelta(milliseconds=1),
        "max_backoff": timedelta(milliseconds=2),
    },
}
_KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


@pytest.fixture(scope="module")
def server():
    with answering() as told:
        yield told


@pytest.fixture(scope="module")
def obstore(server):
    return S3Store(
        "audit",
        config={"aws_endpoint_url_s3": server.endpoint, "skip_signature": True},
        client_options={"allow_http": True, "timeout": timedelta(milliseconds=200)},
        retry_config=_QUICK_TRIES,
    )


@pytest.fixture(scope="module")
def stand_in(server):
    once = Config(read_timeout=0.2, retries={"total_max_attempts": 1})
    client = boto3.client(
        "s3", endpoint_url=server.endpoint, region_name="us-east-1", config=once, **_KEYS
    )
    return Objects(Calls(), client, "audit")


def read(store):
    return bytes(store.get("a/b").bytes())


def write(store):
    store.put("a/b", b"body", mode="create")


def asked(store, server, ask):
    """What came of it, and after how many requests."""
    server.requests.clear()
    try:
        came = ask(store)
    except Exception as error:  # noqa: BLE001 - which one it is, is the question
        came = type(error)
    return came, len(server.requests)


@pytest.mark.parametrize("ask", [read, write])
@pytest.mark.parametrize(
    "answers",
    [
        [Answer(400, "RequestTimeout")],
        [Answer(401, "Unauthorized")],
        [Answer(403, "AccessDenied")],
        [Answer(404, "NoSuchKey")],
        [Answer(409, "ConditionalRequestConflict")],
        [Answer(429, "TooManyRequests")],
        [Answer(500, "InternalError")],
        [Answer(503, "SlowDown"), Answer()],
        [],
    ],
    ids=str,
)
def test_the_same_answers_come_to_the_same(server, obstore, stand_in, answers, ask):
    server.answers = answers

    assert asked(stand_in, server, ask) == asked(obstore, server, ask)


def test_a_condition_that_failed_comes_to_the_same(server, obstore, stand_in):
    server.answers = [Answer(500, "InternalError"), Answer(412, "PreconditionFailed")]

    assert asked(stand_in, server, write) == asked(obstore, server, write)


def test_a_body_that_breaks_off_comes_to_the_same_error(server, obstore, stand_in):
    server.answers = [Answer(body=b"half", missing_bytes=4)]

    # obstore asks for the rest once more before it gives up.
    assert asked(stand_in, server, read)[0] is asked(obstore, server, read)[0]
