"""What the template is made of, for more than one test module."""

from receipts.config import FeedbackSettings, ParserSettings, WorkerSettings
from tests.unit.cloudformation import template

FUNCTIONS = {
    "ParserFunction": ParserSettings,
    "WorkerFunction": WorkerSettings,
    "FeedbackFunction": FeedbackSettings,
}
ROLES = ("ParserRole", "WorkerRole", "FeedbackRole")
BUCKETS = ("LandingBucket", "AuditBucket")
QUEUES = tuple(template.resources("AWS::SQS::Queue"))
DEAD_LETTERS = {
    "ChargesQueue": "ChargesDeadLetterQueue",
    "ReceiptQueue": "ReceiptDeadLetterQueue",
    "FeedbackQueue": "FeedbackDeadLetterQueue",
}
WRITE_ONCE = (
    *("inputs", "snapshots", "lines", "receipts", "rejects"),
    *("mails", "runs", "deliveries", "decisions"),
)
MUST_BE_GIVEN = (
    "CodeBucket",
    "FeedbackCodeKey",
    "FromAddress",
    "ParserCodeKey",
    "SellerName",
    "SesIdentity",
    "WorkerCodeKey",
)
TLS_ONLY = {"Bool": {"aws:SecureTransport": "false"}}
FROM_THE_RULE = {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["ChargesRule", "Arn"]}}}
