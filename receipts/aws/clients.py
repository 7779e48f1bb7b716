"""The only place that makes AWS clients: time-outs and retries are decided here."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import botocore
from botocore.config import Config
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.exceptions import NoCredentialsError

from receipts.aws.answers import translated

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config, S3Store

#: More than any function has calls under way; a connection beyond them would be thrown away.
_CONNECTIONS = 50

#: Left to itself, botocore composes this header twice for each call: an eighth of the call's CPU.
_USER_AGENT = f"receipts Boto3/{boto3.__version__} Botocore/{botocore.__version__}"

_ANY = Config(max_pool_connections=_CONNECTIONS, user_agent=_USER_AGENT)
_PATIENT = _ANY.merge(
    Config(
        connect_timeout=5,
        read_timeout=60,
        retries={"total_max_attempts": 5, "mode": "standard"},
    )
)

#: Of the worker, which has seconds for a mail: all tries together end within the time it keeps for
#: one. Parameters are not checked before each call, a tenth of its CPU: AWS checks them as well,
#: and tests make the same calls with clients that do.
_BRIEF = _ANY.merge(
    Config(
        connect_timeout=2,
        read_timeout=3,
        retries={"total_max_attempts": 3, "mode": "standard"},
        parameter_validation=False,
    )
)

#: SES has no idempotency token: a second try inside botocore would be a second mail.
#: https://docs.aws.amazon.com/boto3/latest/guide/retries.html
_ONCE = _ANY.merge(
    Config(
        connect_timeout=3,
        read_timeout=10,
        retries={"total_max_attempts": 1, "mode": "standard"},
        parameter_validation=False,
    )
)

#: No try begins later than this, so a call ends within the time that the worker keeps for a mail.
_TRIES: "RetryConfig" = {
    "max_retries": 4,
    "retry_timeout": timedelta(seconds=4),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(milliseconds=500),
        "base": 2,
    },
}

#: S3 says 503 to whoever is faster than a prefix has grown so far, and grows while it is asked:
#: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
_MANY_TRIES: "RetryConfig" = {
    "max_retries": 12,
    "retry_timeout": timedelta(minutes=2),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=10),
        "base": 2,
    },
}

#: From a call's first byte to its last one. A file of gigabytes is one call.
_SECONDS, _MINUTES = timedelta(seconds=10), timedelta(minutes=5)

#: botocore renews credentials that end within ten minutes; obstore asks again after half of this.
_CREDENTIALS_LAST = timedelta(minutes=10)


class Clients:
    """Clients of one session; endpoint and region come from the AWS environment."""

    def __init__(self) -> None:
        with translated("sign in"):
            self._session: Any = boto3.Session()

    @property
    def region(self) -> str | None:
        """Where its clients call, as far as anybody says."""
        region: str | None = self._session.region_name
        return region

    def of(self, service: str) -> Any:
        """A client that botocore retries for us."""
        with translated(f"reach {service}"):
            return self._session.client(service, config=_PATIENT)

    def brief(self, service: str) -> Any:
        """A client that gives up soon, for functions that have seconds."""
        with translated(f"reach {service}"):
            return self._session.client(service, config=_BRIEF)

    def once(self, service: str) -> Any:
        """A client whose calls are made exactly once."""
        return self._session.client(service, config=_ONCE)

    def objects(self, bucket: str, *, patient: bool = False) -> "S3Store":
        """A bucket's objects by way of obstore, signed and sent where boto3 would.

        The patient one has minutes, for whoever writes thousands of them, or large ones.
        """
        # Imported here: other functions' bundles have no room for it.
        from obstore.auth.boto3 import Boto3CredentialProvider  # noqa: PLC0415
        from obstore.store import S3Store  # noqa: PLC0415

        with translated("reach s3"):
            if self._session.get_credentials() is None:
                raise NoCredentialsError
            endpoint = self._configured_endpoint("s3")
        return S3Store(
            bucket,
            config=_addressed(endpoint),
            client_options=_options(endpoint, _MINUTES if patient else _SECONDS),
            retry_config=_MANY_TRIES if patient else _TRIES,
            credential_provider=Boto3CredentialProvider(self._session, ttl=_CREDENTIALS_LAST),
        )

    def _configured_endpoint(self, service: str) -> str | None:
        """From the environment or the profile; None for AWS's own."""
        core = self._session._session
        found: str | None = ConfiguredEndpointProvider(
            full_config=core.full_config,
            scoped_config=core.get_scoped_config(),
            client_name=service,
        ).provide()
        return found


def _addressed(endpoint: str | None) -> "S3Config":
    """Where the bucket is. Object Lock asks for a checksum of each object."""
    if endpoint is None:
        return {"checksum_algorithm": "SHA256", "virtual_hosted_style_request": True}
    return {
        "checksum_algorithm": "SHA256",
        "virtual_hosted_style_request": False,
        # Its plain `endpoint` gives way to AWS_ENDPOINT_URL_S3.
        "aws_endpoint_url_s3": endpoint,
    }


def _options(endpoint: str | None, timeout: timedelta) -> "ClientConfig":
    return {
        "connect_timeout": timedelta(seconds=3),
        "timeout": timeout,
        "allow_http": bool(endpoint and endpoint.startswith("http://")),
        "user_agent": _USER_AGENT,
    }
