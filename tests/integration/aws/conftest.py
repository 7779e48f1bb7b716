"""moto in this process; what it accepts says nothing about AWS, only that our calls are sound."""

import boto3
import pytest
from moto import mock_aws

from receipts.local import moto_s3
from receipts.local.server import running
from tests.answering import answering


@pytest.fixture
def signed_in(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_PROFILE", raising=False)


@pytest.fixture
def moto_over_http(signed_in, monkeypatch):
    """A client of moto's S3, which obstore can reach as well."""
    with running(0) as endpoint, moto_s3.completed(lambda *_: None):
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        yield boto3.Session().client("s3")


@pytest.fixture
def server(signed_in, monkeypatch):
    """What S3 says is written by the test."""
    with answering() as told:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", told.endpoint)
        yield told


@pytest.fixture
def aws(signed_in):
    with mock_aws():
        yield boto3.client
