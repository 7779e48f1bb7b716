"""The embedded AWS account: fixed credentials, one region, clients that look nowhere else."""

import os
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

REGION = "us-east-1"
#: moto's default account.
ACCOUNT_ID = "123456789012"
_ACCESS_KEY = "local"
_SECRET_KEY = "local"  # noqa: S105 - moto checks no signature, any text will do

# The user's profile, ~/.aws and AWS_PROFILE must not decide anything: each variable of botocore's
# session is (name in the config file, environment variable, default, conversion).
_ISOLATED = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
# No proxy for a loopback address, and no second try that would hide an error.
_CONFIG = Config(proxies={}, retries={"total_max_attempts": 1}, max_pool_connections=50)


class Clients(dict[str, Any]):
    """boto3 clients by service name, made when first asked for."""

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self._endpoint = endpoint
        self._make: Any = _session().client  # the stubs know services by literal names only

    def __missing__(self, service: str) -> Any:
        self[service] = self._make(service, endpoint_url=self._endpoint, config=_CONFIG)
        return self[service]


def _session() -> boto3.Session:
    return boto3.Session(
        aws_access_key_id=_ACCESS_KEY,
        aws_secret_access_key=_SECRET_KEY,
        region_name=REGION,
        botocore_session=botocore.session.Session(session_vars=_ISOLATED),
    )


def environment(endpoint: str) -> dict[str, str]:
    """The variables that lead AWS SDKs and the CLI to the embedded AWS and nowhere else.

    CLI 1 ignores AWS_ENDPOINT_URL for SQS and needs the option --endpoint-url.
    """
    return {
        "AWS_ACCESS_KEY_ID": _ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": _SECRET_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }
