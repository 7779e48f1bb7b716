"""The audit bucket by way of obstore: S3AuditStore's promises for a fraction of its CPU."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from obstore.exceptions import AlreadyExistsError, BaseError

from receipts.aws.answers import answered, unanswered
from receipts.errors import ReceiptsError, RetryableError

if TYPE_CHECKING:
    from obstore.store import S3Store

# All that obstore tells of an answer is its text, which quotes headers, URLs and bodies as well.
_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w+)</Code>")
_KIND = re.compile(r"kind: (\w+)")
_CONDITION_FAILED = 412


class ObjectAuditStore:
    """Every put is conditional: what is written once stays.

    obstore begins a conditional put again after a refusal, a 503 say, and not where no answer came:
    with more `tries` we do, and may then find our own object. That is as good, as long as what is
    under a key says the same whoever wrote it.
    """

    def __init__(self, store: "S3Store", *, tries: int = 1) -> None:
        self._store = store
        self._tries = tries

    def put_new(self, key: str, body: bytes) -> bool:
        """Write once; False when the key exists (412)."""
        for _ in range(self._tries - 1):
            with suppress(RetryableError):
                return self._put(key, body)
        return self._put(key, body)

    def _put(self, key: str, body: bytes) -> bool:
        try:
            self._store.put(key, body, mode="create")
        except AlreadyExistsError as error:
            # A 409 is one, too: another write is under way, and may yet fail.
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
            if _status_of(error) != _CONDITION_FAILED:
                raise _ours(f"write {key}", error) from None
            return False
        except (BaseError, OSError) as error:
            raise _ours(f"write {key}", error) from None
        return True

    def get(self, key: str) -> bytes:
        """The bytes; MissingObjectError when there are none."""
        try:
            return bytes(self._store.get(key).bytes())
        except (BaseError, OSError) as error:
            raise _ours(f"read {key}", error) from None

    def get_range(self, key: str, start: int, end: int) -> bytes:
        """Some of the bytes; MissingObjectError when there are none."""
        try:
            return bytes(self._store.get_range(key, start=start, end=end))
        except (BaseError, OSError) as error:
            raise _ours(f"read {key}", error) from None

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys below a prefix, in order."""
        # obstore takes a prefix for a whole folder, and S3 answers in order.
        folder = prefix.rpartition("/")[0]
        try:
            for some in self._store.list(folder):
                yield from (each["path"] for each in some if each["path"].startswith(prefix))
        except (BaseError, OSError) as error:
            raise _ours(f"list {prefix}", error) from None


def _ours(action: str, error: Exception) -> ReceiptsError:
    """Our error, without obstore's text."""
    status = _status_of(error)
    if status is None:
        return unanswered(action, _found(_KIND, error) or type(error).__name__)
    return answered(action, _found(_CODE, error) or str(status), status)


def _status_of(error: Exception) -> int | None:
    status = _found(_STATUS, error)
    return int(status) if status else None


def _found(pattern: re.Pattern[str], error: Exception) -> str | None:
    found = pattern.search(str(error))
    return found[1] if found else None
