"""The only place that makes AWS clients: time-outs and retries are decided here."""

from typing import Any

import boto3
from botocore.config import Config

from receipts.aws.answers import translated

_PATIENT = Config(
    connect_timeout=5,
    read_timeout=60,
    retries={"total_max_attempts": 5, "mode": "standard"},
    max_pool_connections=32,
)

#: SES has no idempotency token: a second try inside botocore would be a second mail.
#: https://docs.aws.amazon.com/boto3/latest/guide/retries.html
_ONCE = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"total_max_attempts": 1, "mode": "standard"},
    max_pool_connections=32,
)


class Clients:
    """Clients of one session; endpoint and region come from the AWS environment."""

    def __init__(self) -> None:
        with translated("sign in"):
            self._session: Any = boto3.Session()

    def of(self, service: str) -> Any:
        """A client that botocore retries for us."""
        with translated(f"reach {service}"):
            return self._session.client(service, config=_PATIENT)

    def once(self, service: str) -> Any:
        """A client whose calls are made exactly once."""
        return self._session.client(service, config=_ONCE)
