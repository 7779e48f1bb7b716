"""What was found at a live stack, before anybody judges it. Nothing of a customer is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from receipts.pause import Switch
from receipts.stacks import SesIdentity, Standing


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody could look, and why."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What SES lets the account send in this Region."""

    is_in_sandbox: bool
    is_sending: bool
    #: In 24 hours; None: as many as one likes.
    quota: int | None
    sent: int
    #: Mails a second.
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Who is told of alarms."""

    confirmed: int
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionState:
    """A function and what feeds it."""

    state: str
    last_update: str
    #: Of its code, in hex.
    sha256: str
    #: States of its event source mappings.
    mappings: tuple[str, ...]


class Denial(StrEnum):
    """How S3 answered who asked to delete a version, of an object that never was."""

    BY_POLICY = "by policy"
    #: These credentials may not; of others that says nothing.
    BY_CREDENTIALS = "by credentials"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """How the audit bucket is locked."""

    #: GOVERNANCE, COMPLIANCE, or empty.
    default_mode: str
    #: Of one object that is there, if any is: its mode, and until when.
    mode: str = ""
    until: datetime | None = None
    is_used: bool = False
    denial: Denial


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """The customer key."""

    state: str
    is_rotated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """The newest run of the reconciliation."""

    started: datetime
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMonth:
    """The month that is billed now."""

    billing_period: str
    has_runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that could be found."""

    now: datetime
    #: Of this program.
    version: str
    standing: Standing
    sending: Sending | Unknown
    #: None where SES was never asked to verify it.
    identity: SesIdentity | Unknown | None
    listeners: Listeners | Unknown
    #: How many wait, by the output that names the queue.
    dead_letters: Mapping[str, int] | Unknown
    switch: Switch | Unknown
    #: By the output that names them.
    functions: Mapping[str, FunctionState] | Unknown
    lock: Lock | Unknown
    key: KeyState | Unknown
    #: None: it has never run.
    reconciliation: JobRun | Unknown | None
    last_month: LastMonth | Unknown
