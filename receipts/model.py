"""The values that travel between steps. All frozen; dicts stop at the door."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

UNKNOWN_PERIOD = "unknown"


class Mode(StrEnum):
    """What a drop asks for."""

    CHARGES = "charges"
    #: Dropped under `corrections/`: re-issues receipts under a new revision.
    CORRECTION = "correction"


class Severity(StrEnum):
    """Whether a problem holds something back."""

    ERROR = "error"
    WARNING = "warning"


class RunStatus(StrEnum):
    """How the written half of a run ended."""

    #: Every customer has a receipt.
    ACCEPTED = "accepted"
    #: Some customers are held back; the others have a receipt.
    HELD = "held"
    #: Nobody gets a receipt.
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """One object version in the landing bucket."""

    bucket: str
    key: str
    version_id: str
    size: int
    #: When the event says it was dropped; aware UTC.
    dropped_at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file, in words a finance person can act on."""

    code: str
    severity: Severity
    message: str
    #: Physical line, 1-based; None for the file as a whole.
    line: int | None = None
    column: str | None = None
    #: The original text, before any cast.
    value: str | None = None
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One charge. Money is exact; nothing is rounded before the total."""

    service_name: str
    charges: Decimal
    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one customer is billed for one month: the content, not where it came from."""

    billing_period: str
    customer_id: str
    customer_name: str
    email: str
    currency: str
    locale: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptMessage:
    """A pointer to one receipt. No name, address or amount ever travels in a queue."""

    receipt_id: str
    billing_period: str
    customer_key: str
    #: The run that asks for it: a person may end that run.
    run_id: str
    #: 1 for the first receipt of a month, 2 for "Corrected receipt no. 2".
    revision: int = 1

    @property
    def ids(self) -> dict[str, str]:
        """What lines of the log name it by."""
        return {"run_id": self.run_id, "receipt_id": self.receipt_id}


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message in a dead-letter queue, as it was received."""

    id: str
    #: Names this receive of it.
    handle: str = field(repr=False)
    body: str = field(repr=False)
    cause: str | None
    #: Aware UTC; a message that SQS moved to a standard queue keeps its first time.
    sent_at: datetime
    received: int
    #: Of a FIFO queue.
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingAccount:
    """What SES says of the account in this Region."""

    #: Neither suspended nor paused.
    is_sending: bool
    #: Whether we may send from our address.
    is_verified: bool
    #: Mails in any 24 hours; None: as many as one likes.
    quota: int | None
    #: Of the last 24 hours.
    sent: int

    @property
    def free(self) -> int:
        """Mails that the quota still allows; 0 where there is none to count."""
        return max(0, self.quota - self.sent) if self.quota else 0

    @property
    def free_share(self) -> float:
        """Of the quota, 0 to 1."""
        return self.free / self.quota if self.quota else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How sending stands, in numbers."""

    #: Nothing is sent, for whatever reason.
    paused: bool
    #: Nothing is sent because a list is bad.
    braked: bool
    #: Receipts in doubt for so long that a person should decide.
    overdue_doubts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunNumbers:
    """How a file was judged, in numbers."""

    is_rejected: bool
    #: Customers of it that get no receipt, 0 to 1.
    held_share: float
    receipts: int


@dataclass(frozen=True, slots=True)
class Mail:
    """The exact bytes handed to SES, and the envelope around them."""

    sender: str
    recipient: str
    mime: bytes
    #: Opaque ids only: tags come back in events and show up in logs.
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query of the audit data answered."""

    #: Name and Athena's type of each column.
    columns: tuple[tuple[str, str], ...]
    #: Each value as Athena's text for it; None for NULL.
    rows: list[tuple[str | None, ...]]
    #: What Athena bills.
    scanned_bytes: int
