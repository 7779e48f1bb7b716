"""What the steps need from outside, named by role. Adapters are in receipts/aws."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO, Protocol

from receipts.brake import RunMarks, Tally
from receipts.ledger import LedgerEntry
from receipts.model import (
    DeadLetter,
    DroppedFile,
    Mail,
    QueryResult,
    ReceiptMessage,
    RunNumbers,
    SendingAccount,
    Standing,
)
from receipts.pause import Switch


class LandingZone(Protocol):
    """Where finance drops files."""

    def fetch(self, file: DroppedFile) -> bytes:
        """The exact bytes of that object version; MissingObjectError when it is gone."""
        ...

    def current(self, bucket: str, key: str) -> DroppedFile:
        """The version that stands under a key now; MissingObjectError when there is none."""
        ...

    def metadata(self, file: DroppedFile) -> dict[str, str]:
        """The user metadata of that object version, names in lower case."""
        ...

    def fetch_config(self, bucket: str, key: str) -> bytes | None:
        """An admin's file under `config/`, or None."""
        ...


class DropZone(LandingZone, Protocol):
    """The landing zone as those see it who may drop files."""

    def upload(
        self, bucket: str, key: str, body: BinaryIO, metadata: Mapping[str, str]
    ) -> DroppedFile:
        """Drop a file; the version it became."""
        ...


class AuditObjects(Protocol):
    """Write-once storage, as those see it who know their keys."""

    def put_new(self, key: str, body: bytes) -> bool:
        """Write once; False when the key exists already (nothing is changed)."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes; MissingObjectError when there are none."""
        ...


class AuditRanges(AuditObjects, Protocol):
    """Write-once storage, as those see it who share the work on a large file."""

    def get_range(self, key: str, start: int, end: int) -> bytes:
        """Some of the bytes, from `start` up to `end`."""
        ...


class AuditStore(AuditObjects, Protocol):
    """Write-once storage."""

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys below a prefix, in order."""
        ...


class FileIndex(Protocol):
    """Which month each file's bytes were billed under."""

    def claim(self, content_sha256: str, billing_period: str) -> str:
        """Note the month unless one is noted already; the month that stands."""
        ...


class LargeFiles(Protocol):
    """Where a file goes that is too large for the parser Lambda."""

    def hand_over(self, file: DroppedFile) -> str:
        """Have it parsed there, once at a time; the id of that job's run.

        RetryableError when there is no room for it now.
        """
        ...


class ReceiptQueue(Protocol):
    """The queue to the worker."""

    def waiting(self) -> int:
        """About how many receipts are on it, those being sent included."""
        ...

    def send(self, messages: Iterable[ReceiptMessage]) -> None:
        """Send all, in no order, a few in memory at a time.

        RetryableError when any of them may not have arrived, PermanentError when any was refused.
        """
        ...


class DeadLetters(Protocol):
    """Where messages wait for a person."""

    def put(self, body: str, *, cause: str) -> None:
        """Keep a message as it is, with a stable cause code."""
        ...


class DeadLetterQueue(Protocol):
    """Where messages wait, as the person sees it who looks after them."""

    def count(self) -> int:
        """About how many there are, hidden ones included."""
        ...

    def take(self) -> list[DeadLetter]:
        """Up to ten, hidden from others for some minutes; none when no more can be seen."""
        ...

    def hand_back(self, letters: Sequence[DeadLetter]) -> None:
        """Show them again. Never fails: they come back by themselves, only later."""
        ...

    def delete(self, letters: Sequence[DeadLetter]) -> set[str]:
        """Delete for good; the ids of those that may still be there."""
        ...


class ChargesQueue(Protocol):
    """The queue to the parser."""

    def send(self, letter: DeadLetter) -> None:
        """Put a file's event there again, in its group; the same letter again soon is no second."""
        ...


class Ledger(Protocol):
    """One row per customer and month."""

    def month(self, billing_period: str) -> dict[str, LedgerEntry]:
        """All rows of a month by customer_key."""
        ...

    def find(self, billing_period: str, customer_key: str) -> LedgerEntry | None:
        """The row as it is now, or None."""
        ...

    def swap(self, new: LedgerEntry, *, seen: LedgerEntry | None) -> LedgerEntry | None:
        """Write `new` if the row still is `seen`; else the row that is there, unchanged."""
        ...

    def overdue_doubts(self, before: datetime) -> int:
        """How many rows of any month are in doubt since before then."""
        ...


class PauseSwitch(Protocol):
    """What stops all sending."""

    def read(self) -> Switch:
        """As it stands now."""
        ...

    def swap(self, new: Switch, *, seen: Switch) -> Switch | None:
        """Write `new` if it still is `seen`; else what is there, unchanged."""
        ...


class Runs(Protocol):
    """What is counted of each run, and what people decided about it."""

    def find(self, run_id: str) -> RunMarks:
        """The marks as they are now; of a run nobody marked, those it begins with."""
        ...

    def add(self, run_id: str, tally: Tally) -> RunMarks:
        """Count; the marks afterwards."""
        ...

    def release_brake(self, run_id: str) -> None:
        """Never stop for this run again."""
        ...

    def end(self, run_id: str, *, by: str, at: datetime) -> None:
        """Send nothing more of it."""
        ...

    def reopen(self, run_id: str) -> None:
        """Take its end back."""
        ...


class Intake(Protocol):
    """Whether the worker is given messages at all."""

    def set(self, *, is_open: bool) -> bool:
        """Make it so; whether anything had to be changed."""
        ...


class SendingDesk(Protocol):
    """What SES says of our account."""

    def ask(self) -> SendingAccount:
        """Quota and standing, now."""
        ...


class Gauges(Protocol):
    """Numbers that alarms look at."""

    def show(self, standing: Standing) -> None:
        """Publish them."""
        ...


class RunGauges(Protocol):
    """Numbers of judged files that alarms look at."""

    def show(self, run: RunNumbers) -> None:
        """Publish them."""
        ...


class MonthGauges(Protocol):
    """Numbers of reconciled months that alarms look at."""

    def show(self, counts: Mapping[str, int], *, missing: int, undecided: int, late: int) -> None:
        """Publish the counts of all classes, what is missing, and the months nobody can tell.

        `late` are months that should have been dropped by now.
        """
        ...


class Mailer(Protocol):
    """SES."""

    def send(self, mail: Mail) -> str:
        """Send once and give SES's message id.

        NotSentError, SendingStoppedError, RefusedError or AnswerLostError otherwise.
        """
        ...


class QueryEngine(Protocol):
    """Athena."""

    def run(self, sql: str, *, on_wait: Callable[[int], None]) -> QueryResult:
        """All rows of a query's answer; `on_wait` hears how many bytes are read so far.

        QueryError when it has none.
        """
        ...


class Alarms(Protocol):
    """What tells people of a stack."""

    def ringing(self) -> list[str]:
        """The alarms that are in ALARM, by their names in the template."""
        ...


class Identity(Protocol):
    """Who runs this."""

    def who(self) -> str:
        """The ARN of the caller's credentials."""
        ...


class Clock(Protocol):
    """Time, passed in."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...
