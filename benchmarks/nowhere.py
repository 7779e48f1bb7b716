"""A parser's ports without a network: what is not read again is dropped."""

from collections.abc import Iterable, Iterator

from receipts.bootstrap import SystemClock
from receipts.errors import MissingObjectError
from receipts.ledger import LedgerEntry
from receipts.model import DroppedFile, ReceiptMessage, RunNumbers, SendingAccount
from receipts.parsing.parts import prefixes
from receipts.port_bundles import ParserPorts

_DROPPED = ("snapshots/", "lines/", "inputs/")
#: As many lines as make parts with no, one and two digits.
_MANY = (1, 1_000_000, 1_000_000_000)


def ports(data: bytes, *, is_written: bool) -> ParserPorts:
    """For one file, whose snapshots and lines a try before this one has put, or not."""
    nowhere = _Nowhere(data, is_written=is_written)
    return ParserPorts(
        landing=nowhere,
        audit=nowhere,
        files=nowhere,
        ledger=nowhere,
        queue=_Queue(),
        desk=nowhere,
        clock=SystemClock(),
        run_gauges=nowhere,
        large=None,
    )


class _Queue:
    """Counts."""

    sent = 0

    def send(self, pointers: Iterable[ReceiptMessage]) -> None:
        self.sent = sum(1 for _ in pointers)

    def waiting(self) -> int:
        return self.sent


class _Nowhere:
    """Landing zone, audit store, file index, ledger, gauges and SES's desk in one."""

    def __init__(self, data: bytes, *, is_written: bool) -> None:
        self._data = data
        self._is_written = is_written
        self._kept: dict[str, bytes] = {}

    def fetch(self, _file: DroppedFile) -> bytes:
        return self._data

    def current(self, bucket: str, key: str) -> DroppedFile:
        raise NotImplementedError

    def metadata(self, _file: DroppedFile) -> dict[str, str]:
        return {}

    def fetch_config(self, _bucket: str, _key: str) -> bytes | None:
        return None

    def put_new(self, key: str, body: bytes) -> bool:
        if not key.startswith(_DROPPED):
            self._kept[key] = body
        return True

    def get(self, key: str) -> bytes:
        try:
            return self._kept[key]
        except KeyError:
            raise MissingObjectError(key) from None

    def keys(self, prefix: str) -> Iterator[str]:
        if self._is_written and prefix.startswith("lines/"):
            yield f"{prefix}.parquet"
            for digits in (digits for lines in _MANY for digits in prefixes(lines) if digits):
                yield f"{prefix}-{digits}.parquet"

    def claim(self, _content_sha256: str, billing_period: str) -> str:
        return billing_period

    def month(self, _billing_period: str) -> dict[str, LedgerEntry]:
        return {}

    def find(self, _billing_period: str, _customer_key: str) -> LedgerEntry | None:
        return None

    def swap(self, _new: LedgerEntry, *, seen: LedgerEntry | None) -> LedgerEntry | None:
        return seen

    def overdue_doubts(self, _before: object) -> int:
        return 0

    def ask(self) -> SendingAccount:
        return SendingAccount(is_sending=True, is_verified=True, quota=None, sent=0)

    def show(self, _run: RunNumbers) -> None:
        pass
