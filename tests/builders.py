"""Values for tests, with sensible defaults."""

from datetime import UTC, datetime
from decimal import Decimal

from receipts.brake import Limits
from receipts.config import (
    FeedbackSettings,
    Release,
    Reporting,
    Rulebook,
    Stack,
    WorkerSettings,
)
from receipts.keys import sha256
from receipts.ledger import LedgerEntry, State
from receipts.letterhead import Letterhead
from receipts.model import DeadLetter, DroppedFile, Line, Mode, Receipt, ReceiptMessage
from receipts.parsing.inputs import Inputs

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HEADER = "customer_id,customer_name,email,service_name,charges"
ALICE = "C1,Alice,alice@example.com,Hosting,10.00"
BOB = "C2,Bob,bob@example.com,Backup,5.50"


def charges_csv(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def rulebook(**changes: object) -> Rulebook:
    settings = {
        "default_currency": "USD",
        "default_locale": "en",
        "max_held_share": Decimal("0.2"),
        "max_input_bytes": 10_000_000,
        "send_zero_totals": True,
        "seller_name": "Example Cloud Ltd",
        "seller_address": "",
        "seller_tax_id": "",
        "support_contact": "",
        "brand_colour": "#1d4ed8",
        "footer_text": "",
        "attach_pdf": False,
    }
    return Rulebook(**(settings | changes))


def inputs(data: bytes, *, key: str = "2024-09/charges.csv", **changes: object) -> Inputs:
    values = {
        "key": key,
        "data": data,
        "sha256": sha256(data),
        "mode": Mode.CHARGES,
        "profile": "plain",
        "contacts": None,
        "rulebook": rulebook(),
    }
    return Inputs(**(values | changes))


def dropped(key: str = "2024-09/charges.csv", *, version_id: str = "v1", size: int = 100):
    return DroppedFile("landing", key, version_id, size, NOW)


def worker_settings(**changes: object) -> WorkerSettings:
    settings = {
        "audit_bucket": "audit",
        "ledger_table": "ledger",
        "receipt_dead_letter_queue_url": "https://sqs/dlq",
        "configuration_set": "receipts",
        "environment": "prod",
        "redirect_all_mail_to": "",
        "from_address": "billing@example.com",
        "reply_to_address": "",
        "keep_mails": True,
        "send_lease_seconds": 120,
        # One lane, so that mails go out one after the other.
        "ses_max_send_rate": 2,
        "maximum_concurrency": 2,
    }
    return WorkerSettings(**(settings | changes))


def feedback_settings() -> FeedbackSettings:
    return FeedbackSettings(
        audit_bucket="audit",
        ledger_table="ledger",
        max_bounce_share=Decimal("0.05"),
        max_complaint_share=Decimal("0.001"),
    )


def stack(**parameters: str) -> Stack:
    """A stack with the parameters that the commands read."""
    told = {
        "Environment": "prod",
        "RedirectAllMailTo": "",
        "ReportNames": "false",
        "RequireApproval": "false",
        "SendLeaseSeconds": "120",
        "SesMaxSendRate": "14",
        "WarnChangeShare": "0.3",
    }
    return Stack({}, told | parameters)


RELEASE = Release(require_approval=False, per_second=12.6)
REPORTING = Reporting(names=False, warn_change_share=Decimal("0.3"))
LIMITS = Limits(max_bounce_share=Decimal("0.05"), max_complaint_share=Decimal("0.001"))


def line(service_name: str = "Hosting", charges: str = "10.00", **changes: object) -> Line:
    return Line(service_name, Decimal(charges), **changes)


def receipt(*lines: Line, **changes: object) -> Receipt:
    values = {
        "billing_period": "2024-09",
        "customer_id": "C1",
        "customer_name": "Alice",
        "email": "alice@example.com",
        "currency": "USD",
        "locale": "en",
        "lines": lines or (line(),),
    }
    return Receipt(**(values | changes))


LETTERHEAD = Letterhead(seller_name="Example Cloud Ltd")

RECEIPT_A, RECEIPT_B = "a" * 32, "b" * 32
CUSTOMER, RUN = "c" * 32, "d" * 32


def message(receipt_id: str = RECEIPT_A, *, revision: int = 1) -> ReceiptMessage:
    return ReceiptMessage(
        receipt_id=receipt_id,
        billing_period="2024-09",
        customer_key=CUSTOMER,
        run_id=RUN,
        revision=revision,
    )


def entry(state: State, *, receipt_id: str = RECEIPT_A, **changes: object) -> LedgerEntry:
    values = {
        "billing_period": "2024-09",
        "customer_key": CUSTOMER,
        "receipt_id": receipt_id,
        "bill_id": "bill-a",
        "run_id": RUN,
        "revision": 1,
        "state": state,
        "attempt": 1,
        "changed_at": NOW,
    }
    return LedgerEntry(**(values | changes))


def letter(body: str, *, cause: str | None = None, **changes: object) -> DeadLetter:
    values = {
        "id": body,
        "handle": "h",
        "body": body,
        "cause": cause,
        "sent_at": NOW,
        "received": 1,
    }
    return DeadLetter(**(values | changes))
