"""Cold starts that cost little: what AWS's services look like is read once, not each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import boto3
from botocore.retries import quota


class _Quota(quota.RetryQuota):
    """botocore's allowance of retries, which a new process has in full."""

    made: list["_Quota"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.made.append(self)

    def refill(self) -> None:
        self._available_capacity = self._max_capacity


class Sessions:
    """Stands in for boto3.Session: the same configuration gives the same client."""

    def __init__(self, quotas: list[_Quota]) -> None:
        self._session = boto3.Session()
        self._quotas = quotas
        self._clients: dict[tuple[object, ...], Any] = {}

    def __call__(self) -> "Sessions":
        return self

    @property
    def region_name(self) -> str:
        """Where it is."""
        return self._session.region_name

    def client(self, service: str, config: Any = None) -> Any:
        """A client, made when first asked for."""
        asked = (service, repr(vars(config).get("_user_provided_options")) if config else "")
        if asked not in self._clients:
            self._clients[asked] = self._session.client(service, config=config)
        return self._clients[asked]

    def refill(self) -> None:
        """Every client may retry as if it were new."""
        for each in self._quotas:
            each.refill()


@contextmanager
def thrifty() -> Iterator[Sessions]:
    """While open, all sessions are one."""
    quotas: list[_Quota] = []
    with (
        patch.object(quota, "RetryQuota", _Quota),
        patch.object(_Quota, "made", quotas, create=True),
    ):
        sessions = Sessions(quotas)
        with patch.object(boto3, "Session", sessions):
            yield sessions
