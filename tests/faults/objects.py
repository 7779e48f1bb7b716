"""The worker's object store on moto's S3: asked as obstore asks, spoilt as every other call is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ReadTimeoutError,
)
from botocore.exceptions import (
    ConnectionError as NoConnectionError,
)
from obstore.exceptions import (
    AlreadyExistsError,
    GenericError,
    PermissionDeniedError,
    UnauthenticatedError,
)

from receipts.aws.clients import Clients
from tests.faults.calls import Calls

_MAKE = BaseClient._make_api_call
#: What obstore raises for a status; test_objects.py asks it.
_RAISED: dict[int, type[Exception]] = {
    401: UnauthenticatedError,
    403: PermissionDeniedError,
    404: FileNotFoundError,
    409: AlreadyExistsError,
    412: AlreadyExistsError,
}
_MORE_TRIES = 4
_TOO_MANY, _SERVER = 429, 500


class Objects:
    """Stands in for obstore's S3Store. A method it lacks is one that nobody has tried."""

    def __init__(self, calls: Calls, client: Any, bucket: str) -> None:
        self._calls, self._client, self._bucket = calls, client, bucket

    def get(self, key: str) -> "_Found":
        """What S3 has begun to answer."""
        return _Found(self._ask("GetObject", Key=key)["Body"])

    def get_range(self, key: str, *, start: int, end: int) -> Any:
        """Some of the bytes."""
        return _Found(
            self._ask("GetObject", Key=key, Range=f"bytes={start}-{end - 1}")["Body"]
        ).bytes()

    def put(self, key: str, body: bytes, *, mode: str) -> None:
        """Write; only if there is none, when the mode is to create."""
        condition = {"IfNoneMatch": "*"} if mode == "create" else {}
        self._ask("PutObject", Key=key, Body=body, ChecksumAlgorithm="SHA256", **condition)

    def list(self, folder: str) -> Iterator[list[dict[str, str]]]:
        """A page of keys at a time."""
        token: dict[str, str] = {}
        while True:
            page = self._ask("ListObjectsV2", Prefix=f"{folder}/", **token)
            yield [{"path": each["Key"]} for each in page.get("Contents", [])]
            if not page["IsTruncated"]:
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def _ask(self, operation: str, **values: Any) -> Any:
        with _in_obstores_words():
            return self._calls.call(
                _tried, self._client, operation, {"Bucket": self._bucket, **values}
            )


class _Found:
    """Stands in for obstore's GetResult."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def bytes(self) -> Any:
        """The whole body."""
        with _in_obstores_words():
            return self._body.read()


def _tried(client: Any, operation: str, values: Any) -> Any:
    """As often as obstore tries: never a conditional put whose answer is lost on the way."""
    for _ in range(_MORE_TRIES):
        try:
            return _MAKE(client, operation, values)
        except ReadTimeoutError:
            if "IfNoneMatch" in values:
                raise
        except NoConnectionError:
            pass
        except ClientError as error:
            status = _status_of(error)
            if status != _TOO_MANY and status < _SERVER:
                raise
    return _MAKE(client, operation, values)


def _status_of(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


@contextmanager
def _in_obstores_words() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        status, code = _status_of(error), error.response["Error"]["Code"]
        text = f"Server returned non-2xx status code: {status}: <Error><Code>{code}</Code></Error>"
        raise _RAISED.get(status, GenericError)(text) from None
    except BotoCoreError as error:
        raise GenericError(f"HTTP error: {type(error).__name__}") from None


@contextmanager
def standing_in(calls: Calls) -> Iterator[None]:
    """While open, this is the object store that Clients makes."""

    def objects(self: Clients, bucket: str, *, patient: bool = False) -> Objects:
        return Objects(calls, self.once("s3"), bucket)

    with patch.object(Clients, "objects", objects):
        yield
