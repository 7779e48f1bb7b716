"""The functions under test, and what they are told. A new function or variable is one line here."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from importlib import import_module
from typing import Any

from receipts.config import FeedbackSettings, ParserSettings, WatchSettings, WorkerSettings
from receipts.local.account import ACCOUNT_ID, REGION

#: Queues with a dead-letter queue each: the name, and after how many receives a message goes there.
CHARGES, RECEIPTS, FEEDBACK = "charges.fifo", "receipts", "feedback"
MOST_RECEIVES = {CHARGES: 3, RECEIPTS: 20, FEEDBACK: 5}
LANDING_BUCKET, AUDIT_BUCKET, LEDGER_TABLE = "landing", "audit", "ledger"
LARGE_FILE_JOB = "large-file"
CONFIGURATION_SET, IDENTITY = "receipts", "example.com"
LEASE_SECONDS = 120
ENOUGH_RECEIPTS = 270_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One Lambda function of the stack."""

    name: str
    module: str
    settings: type
    #: None: it is invoked by a schedule, once a round.
    queue: str | None
    batch: int = 10

    @property
    def handler(self) -> Callable[[dict[str, Any], object], Any]:
        """The real one."""
        handler: Callable[[dict[str, Any], object], Any] = import_module(self.module).handler
        return handler

    @property
    def environment(self) -> dict[str, str]:
        """Its variables, by what its settings read."""
        wanted = [field.name for field in fields(self.settings)]
        if missing := [name for name in wanted if name not in SETTINGS]:
            raise LookupError(f"{__name__}.SETTINGS lacks {missing}, which {self.name} reads")
        return {name.upper(): SETTINGS[name] for name in wanted}


#: In the order in which a round serves them.
FUNCTIONS = (
    Function(
        name="parser", module="lambdas.parser", settings=ParserSettings, queue=CHARGES, batch=1
    ),
    Function(name="worker", module="lambdas.worker", settings=WorkerSettings, queue=RECEIPTS),
    Function(name="feedback", module="lambdas.feedback", settings=FeedbackSettings, queue=FEEDBACK),
    Function(name="watch", module="lambdas.watch", settings=WatchSettings, queue=None),
)


def dead(queue: str) -> str:
    """The name of a queue's dead-letter queue."""
    name, dot, fifo = queue.partition(".")
    return f"{name}-dead{dot}{fifo}"


def url(queue: str) -> str:
    """A queue's URL, as moto makes it."""
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT_ID}/{queue}"


def arn(queue: str) -> str:
    """A queue's ARN."""
    return f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{queue}"


#: What any function is told, by the field of its settings.
SETTINGS = {
    "audit_bucket": AUDIT_BUCKET,
    "ledger_table": LEDGER_TABLE,
    "receipt_queue_url": url(RECEIPTS),
    "receipt_dead_letter_queue_url": url(dead(RECEIPTS)),
    "configuration_set": CONFIGURATION_SET,
    "environment": "prod",
    "redirect_all_mail_to": "",
    "seller_name": "Example Cloud Ltd",
    "from_address": f"billing@{IDENTITY}",
    "reply_to_address": "",
    "seller_address": "",
    "seller_tax_id": "",
    "support_contact": "",
    "brand_colour": "#1d4ed8",
    "footer_text": "",
    "attach_pdf": "false",
    "keep_mails": "true",
    "send_lease_seconds": str(LEASE_SECONDS),
    "ses_max_send_rate": "1000",
    "maximum_concurrency": "2",
    "default_currency": "USD",
    "default_locale": "en",
    "max_held_share": "0.2",
    "max_input_bytes": "10000000",
    "send_zero_totals": "true",
    "require_approval": "false",
    "report_names": "false",
    "warn_change_share": "0.3",
    "large_file_bytes": "10000000",
    # The world says when it is less.
    "large_run_receipts": str(ENOUGH_RECEIPTS),
    "large_file_job": LARGE_FILE_JOB,
    "ses_identity": IDENTITY,
    "max_bounce_share": "0.05",
    "max_complaint_share": "0.001",
    "stack_name": "receipts",
    "in_doubt_hours": "24",
    # The world says which it made.
    "worker_mapping": "",
}

#: What a person's commands read from the stack.
OUTPUTS = {
    "AuditBucket": AUDIT_BUCKET,
    "LedgerTable": LEDGER_TABLE,
    "ReceiptQueueUrl": url(RECEIPTS),
    "ReceiptDeadLetterQueueUrl": url(dead(RECEIPTS)),
    "ChargesQueueUrl": url(CHARGES),
    "ChargesDeadLetterQueueUrl": url(dead(CHARGES)),
}

PARAMETERS = {"SesIdentity": IDENTITY}
