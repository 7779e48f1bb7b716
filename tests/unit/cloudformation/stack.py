"""What the template is made of, for more than one test module."""

from receipts.config import FeedbackSettings, ParserSettings, WatchSettings, WorkerSettings
from tests.unit.cloudformation import template

FUNCTIONS = {
    "ParserFunction": ParserSettings,
    "WorkerFunction": WorkerSettings,
    "FeedbackFunction": FeedbackSettings,
    "WatchFunction": WatchSettings,
}
ROLES = ("ParserRole", "WorkerRole", "FeedbackRole", "WatchRole", "ReconcileRole", "LargeFileRole")
BUCKETS = ("LandingBucket", "AuditBucket")
QUEUES = tuple(template.resources("AWS::SQS::Queue"))
DEAD_LETTERS = {
    "ChargesQueue": "ChargesDeadLetterQueue",
    "ReceiptQueue": "ReceiptDeadLetterQueue",
    "FeedbackQueue": "FeedbackDeadLetterQueue",
}
WRITE_ONCE = (
    *("inputs", "snapshots", "letterheads", "lines", "receipts", "rejects", "mend"),
    *("held", "control_totals"),
    *("mails", "runs", "deliveries", "decisions", "events"),
)
MUST_BE_GIVEN = (
    "CodeBucket",
    "FeedbackCodeKey",
    "FromAddress",
    "LargeFileCodeKey",
    "PackageCodeKey",
    "ParserCodeKey",
    "ReconcileCodeKey",
    "SellerName",
    "SesIdentity",
    "WatchCodeKey",
    "WorkerCodeKey",
)
TLS_ONLY = {"Bool": {"aws:SecureTransport": "false"}}
#: Which rule may send to which queue.
RULES = {
    "ChargesQueue": "ChargesRule",
    "UndeliveredEventsQueue": "ChargesRule",
    "LargeFileFailuresQueue": "LargeFileFailedRule",
}
