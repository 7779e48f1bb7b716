"""What the steps need from outside, named by role. Adapters are in receipts/aws."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from receipts.lifecycle import LedgerEntry
from receipts.model import DeadLetter, DroppedFile, Mail, ReceiptMessage


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


class AuditStore(Protocol):
    """Write-once storage."""

    def put_new(self, key: str, body: bytes) -> bool:
        """Write once; False when the key exists already (nothing is changed)."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes; MissingObjectError when there are none."""
        ...

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys below a prefix, in order."""
        ...


class FileIndex(Protocol):
    """Which month each file's bytes were billed under."""

    def claim(self, content_sha256: str, billing_period: str) -> str:
        """Note the month unless one is noted already; the month that stands."""
        ...


class ReceiptQueue(Protocol):
    """The queue to the worker."""

    def send(self, messages: Iterable[ReceiptMessage]) -> None:
        """Send all; RetryableError when any of them may not have arrived."""
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


class Mailer(Protocol):
    """SES."""

    def send(self, mail: Mail) -> str:
        """Send once and give SES's message id.

        NotSentError, SendingStoppedError, RefusedError or AnswerLostError otherwise.
        """
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ParserPorts:
    """What the parser needs from outside."""

    landing: LandingZone
    audit: AuditStore
    files: FileIndex
    ledger: Ledger
    queue: ReceiptQueue
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPorts:
    """What the worker needs from outside."""

    audit: AuditStore
    ledger: Ledger
    mailer: Mailer
    dead_letters: DeadLetters
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPorts:
    """What the feedback needs from outside."""

    ledger: Ledger
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorPorts:
    """What a person at a terminal needs from outside."""

    landing: DropZone
    audit: AuditStore
    ledger: Ledger
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class RedrivePorts:
    """What a person needs who looks after dead letters."""

    letters: DeadLetterQueue
    queue: ReceiptQueue
    files: DeadLetterQueue
    charges: ChargesQueue
    audit: AuditStore
    ledger: Ledger
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportPorts:
    """What a person who decides about single receipts needs from outside."""

    audit: AuditStore
    ledger: Ledger
    queue: ReceiptQueue
    identity: Identity
    clock: Clock
