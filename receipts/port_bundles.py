"""What each function and each person needs from outside."""

from dataclasses import dataclass

from receipts.ports import (
    AuditObjects,
    AuditStore,
    ChargesQueue,
    Clock,
    DeadLetterQueue,
    DeadLetters,
    DropZone,
    FileIndex,
    Gauges,
    Identity,
    Intake,
    LandingZone,
    LargeFiles,
    Ledger,
    Mailer,
    PauseSwitch,
    QueryEngine,
    ReceiptQueue,
    RunGauges,
    Runs,
    SendingDesk,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParserPorts:
    """What the parser needs from outside."""

    landing: LandingZone
    audit: AuditStore
    files: FileIndex
    ledger: Ledger
    queue: ReceiptQueue
    desk: SendingDesk
    run_gauges: RunGauges
    clock: Clock
    #: None: nothing is handed over, however large it is.
    large: LargeFiles | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPorts:
    """What the worker needs from outside."""

    audit: AuditObjects
    ledger: Ledger
    runs: Runs
    switch: PauseSwitch
    mailer: Mailer
    dead_letters: DeadLetters
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPorts:
    """What the feedback needs from outside."""

    audit: AuditStore
    ledger: Ledger
    runs: Runs
    switch: PauseSwitch
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPorts:
    """What the watch needs from outside."""

    ledger: Ledger
    switch: PauseSwitch
    intake: Intake
    desk: SendingDesk
    gauges: Gauges
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorPorts:
    """What a person at a terminal needs from outside."""

    landing: DropZone
    audit: AuditStore
    ledger: Ledger
    switch: PauseSwitch
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcilePorts:
    """What the reconciliation needs from outside."""

    audit: AuditStore
    ledger: Ledger
    runs: Runs
    switch: PauseSwitch
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
class AuditPorts:
    """What a person needs from outside who queries the audit data."""

    engine: QueryEngine
    audit: AuditStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportPorts:
    """What a person who decides about receipts and runs needs from outside."""

    audit: AuditStore
    ledger: Ledger
    runs: Runs
    switch: PauseSwitch
    queue: ReceiptQueue
    desk: SendingDesk
    identity: Identity
    clock: Clock
