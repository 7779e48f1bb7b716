"""obstore goes where boto3 would, with boto3's credentials."""

import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from botocore.credentials import RefreshableCredentials
from obstore import sign

from receipts.aws import clients
from receipts.aws.clients import Clients
from receipts.aws.object_store import ObjectAuditStore
from receipts.errors import RetryableError
from tests.answering import Answer, answering

_AWS = {"AWS_DEFAULT_REGION": "eu-west-3"}
_HERE = {"AWS_ENDPOINT_URL": "http://localhost:5000"}
_APART = {"AWS_ENDPOINT_URL_S3": "https://s3.example.com"}
_OBSTORE_ASKS_NO_SOONER = 0.2
_HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """Sets variables; nothing but they decide."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    def given(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return given


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        (_AWS, "https://audit.s3.eu-west-3.amazonaws.com/a/b"),
        (_AWS | _HERE, "http://localhost:5000/audit/a/b"),
        (_AWS | _APART, "https://s3.example.com/audit/a/b"),
        (_AWS | _HERE | _APART, "https://s3.example.com/audit/a/b"),
    ],
)
def test_the_endpoint_is_the_one_that_boto3_would_use(environment, variables, url):
    environment(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", **variables)

    objects = Clients().objects("audit")

    signed, _, query = sign(objects, "GET", "a/b", _HALF_A_MINUTE).partition("?")
    assert signed == url
    assert "%2Feu-west-3%2Fs3%2Faws4_request" in query
    assert objects.client_options["allow_http"] == str(url.startswith("http:")).lower()


def test_an_endpoint_of_the_profile_is_one_too(environment, tmp_path):
    (tmp_path / "config").write_text("[default]\nendpoint_url = https://s3.example.com\n")
    environment(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", **_AWS)

    objects = Clients().objects("audit")

    assert sign(objects, "GET", "a", _HALF_A_MINUTE).startswith("https://s3.example.com/audit/a?")


def test_credentials_that_end_are_renewed(environment, tmp_path, monkeypatch):
    # Each time it is asked, the process gives others, which end in nine minutes.
    monkeypatch.setattr(clients, "_CREDENTIALS_LAST", timedelta(seconds=1))
    (tmp_path / "process.py").write_text(
        _PROCESS.format(soon=datetime.now(UTC) + timedelta(0, 540))
    )
    (tmp_path / "config").write_text(
        f"[default]\ncredential_process = {sys.executable} {tmp_path / 'process.py'}\n"
    )
    with answering() as server:
        environment(AWS_ENDPOINT_URL=server.endpoint, **_AWS)
        server.answers = [Answer(body=b"found")]
        audit = ObjectAuditStore(Clients().objects("audit"))

        read = [audit.get("a"), time.sleep(_OBSTORE_ASKS_NO_SOONER), audit.get("a")]

    keys = [each.headers["Authorization"].partition("=")[2][:4] for each in server.requests]
    tokens = [each.headers["X-Amz-Security-Token"] for each in server.requests]
    assert read == [b"found", None, b"found"]
    assert len(set(keys)) == 2
    assert keys == tokens


_PROCESS = """
import json, time
key = f"{{time.monotonic_ns() // 1_000_000 % 10000:04}}"
made = {{"AccessKeyId": key, "SecretAccessKey": "test", "SessionToken": key}}
print(json.dumps({{"Version": 1, "Expiration": "{soon:%Y-%m-%dT%H:%M:%SZ}", **made}}))
"""


def test_credentials_are_used_no_longer_than_botocore_leaves_them(environment):
    renewed_before = timedelta(seconds=RefreshableCredentials._mandatory_refresh_timeout)

    assert renewed_before >= clients._CREDENTIALS_LAST


def test_whoever_is_not_signed_in_is_told_so(environment):
    environment(**_AWS)

    with pytest.raises(RetryableError, match="sign in to AWS first"):
        Clients().objects("audit")


def test_a_call_ends_within_the_time_that_the_worker_keeps_for_a_mail(environment):
    environment(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", **_AWS)

    objects = Clients().objects("audit")

    tries = objects.retry_config
    last_try_begins = tries["retry_timeout"] + tries["backoff"]["max_backoff"]
    seconds = float(objects.client_options["timeout"].removesuffix("s"))
    assert last_try_begins.total_seconds() + seconds <= 15
    assert tries["max_retries"] == 4
