"""The ports in memory. A `fault` raises instead of answering, once per entry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import TypeVar

from receipts import messages
from receipts.errors import MissingObjectError
from receipts.ledger import LedgerEntry, State
from receipts.model import (
    DroppedFile,
    Mail,
    ReceiptMessage,
)
from receipts.port_bundles import (
    FeedbackPorts,
    OperatorPorts,
    ParserPorts,
    ReconcilePorts,
    SupportPorts,
    WatchPorts,
    WorkerPorts,
)
from tests.builders import NOW
from tests.fakes_of_control import (
    FakeDesk,
    FakeGauges,
    FakeIntake,
    FakeRunGauges,
    FakeRuns,
    FakeSwitch,
)

Ports = TypeVar("Ports")


@dataclass
class FakeLanding:
    files: dict[str, bytes] = field(default_factory=dict)
    user_metadata: dict[str, dict[str, str]] = field(default_factory=dict)

    def fetch(self, file: DroppedFile) -> bytes:
        return self.files[file.key]

    def metadata(self, file: DroppedFile) -> dict[str, str]:
        return self.user_metadata.get(file.key, {})

    def fetch_config(self, bucket: str, key: str) -> bytes | None:
        return self.files.get(key)


@dataclass
class FakeAudit:
    objects: dict[str, bytes] = field(default_factory=dict)
    fails_at: str | None = None

    def put_new(self, key: str, body: bytes) -> bool:
        if self.fails_at and key.startswith(self.fails_at):
            self.fails_at = None
            raise ConnectionError(key)
        return self.objects.setdefault(key, body) is body

    def get(self, key: str) -> bytes:
        if key not in self.objects:
            raise MissingObjectError(key)
        return self.objects[key]

    def get_range(self, key: str, start: int, end: int) -> bytes:
        return self.get(key)[start:end]

    def keys(self, prefix: str) -> Iterator[str]:
        return (key for key in sorted(self.objects) if key.startswith(prefix))


@dataclass
class FakeFiles:
    months: dict[str, str] = field(default_factory=dict)

    def claim(self, content_sha256: str, billing_period: str) -> str:
        return self.months.setdefault(content_sha256, billing_period)


@dataclass
class FakeLedger:
    rows: dict[tuple[str, str], LedgerEntry] = field(default_factory=dict)

    def month(self, billing_period: str) -> dict[str, LedgerEntry]:
        return {key: row for (month, key), row in self.rows.items() if month == billing_period}

    def find(self, billing_period: str, customer_key: str) -> LedgerEntry | None:
        return self.rows.get((billing_period, customer_key))

    def swap(self, new: LedgerEntry, *, seen: LedgerEntry | None) -> LedgerEntry | None:
        key = (new.billing_period, new.customer_key)
        if self.rows.get(key) != seen:
            return self.rows[key]
        self.rows[key] = new
        return None

    def overdue_doubts(self, before: datetime) -> int:
        return sum(
            row.state is State.IN_DOUBT and row.changed_at < before for row in self.rows.values()
        )

    def only(self) -> LedgerEntry:
        (row,) = self.rows.values()
        return row


@dataclass
class FakeLargeFiles:
    taken: list[DroppedFile] = field(default_factory=list)
    #: Raised by the next hand-over.
    full: Exception | None = None

    def hand_over(self, file: DroppedFile) -> str:
        if self.full:
            full, self.full = self.full, None
            raise full
        self.taken.append(file)
        return f"jr_{len(self.taken)}"


@dataclass
class FakeQueue:
    sent: list[ReceiptMessage] = field(default_factory=list)

    def send(self, pointers: Iterable[ReceiptMessage]) -> None:
        self.sent.extend(pointers)

    def waiting(self) -> int:
        return len(self.sent)

    def take(self) -> dict[str, str]:
        """All bodies by an SQS id; the queue is empty afterwards."""
        bodies = {str(i): messages.to_body(m) for i, m in enumerate(self.sent)}
        self.sent.clear()
        return bodies


@dataclass
class FakeDeadLetters:
    kept: list[tuple[str, str]] = field(default_factory=list)

    def put(self, body: str, *, cause: str) -> None:
        self.kept.append((cause, body))


@dataclass
class FakeMailer:
    sent: list[Mail] = field(default_factory=list)
    #: Raised one after the other, before mails are accepted again.
    answers: list[Exception] = field(default_factory=list)

    def send(self, mail: Mail) -> str:
        if self.answers:
            raise self.answers.pop(0)
        self.sent.append(mail)
        return f"ses-{len(self.sent)}"


@dataclass
class FakeClock:
    time: datetime = NOW
    slept: float = 0.0

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.time += timedelta(seconds=seconds)


@dataclass
class FakeIdentity:
    arn: str = "arn:aws:sts::123456789012:assumed-role/Support/kim"

    def who(self) -> str:
        return self.arn


@dataclass
class FakeWorld:
    """Parser, worker, feedback and watch on the same memory."""

    landing: FakeLanding = field(default_factory=FakeLanding)
    audit: FakeAudit = field(default_factory=FakeAudit)
    files: FakeFiles = field(default_factory=FakeFiles)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    queue: FakeQueue = field(default_factory=FakeQueue)
    mailer: FakeMailer = field(default_factory=FakeMailer)
    dead_letters: FakeDeadLetters = field(default_factory=FakeDeadLetters)
    clock: FakeClock = field(default_factory=FakeClock)
    switch: FakeSwitch = field(default_factory=FakeSwitch)
    runs: FakeRuns = field(default_factory=FakeRuns)
    desk: FakeDesk = field(default_factory=FakeDesk)
    intake: FakeIntake = field(default_factory=FakeIntake)
    gauges: FakeGauges = field(default_factory=FakeGauges)
    run_gauges: FakeRunGauges = field(default_factory=FakeRunGauges)
    large: FakeLargeFiles = field(default_factory=FakeLargeFiles)

    @property
    def parser(self) -> ParserPorts:
        return self._of(ParserPorts)

    @property
    def worker(self) -> WorkerPorts:
        return self._of(WorkerPorts)

    @property
    def feedback(self) -> FeedbackPorts:
        return self._of(FeedbackPorts)

    @property
    def operator(self) -> OperatorPorts:
        return self._of(OperatorPorts)

    @property
    def reconcile(self) -> ReconcilePorts:
        return self._of(ReconcilePorts)

    @property
    def watch(self) -> WatchPorts:
        return self._of(WatchPorts)

    @property
    def support(self) -> SupportPorts:
        return self._of(SupportPorts, identity=FakeIdentity())

    def _of(self, ports: type[Ports], **others: object) -> Ports:
        """Those of the world's parts that have the names of the ports."""
        names = {port.name for port in fields(ports)} - others.keys()
        return ports(**{name: getattr(self, name) for name in names}, **others)
