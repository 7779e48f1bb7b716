"""What the measured worker is given: one receipt of ten lines, its message, its environment."""

import random
from datetime import date
from decimal import Decimal

import pyarrow as pa

from receipts import keys, messages, snapshots
from receipts.letterhead import Letterhead, Logo, to_json
from receipts.model import Line, Receipt, ReceiptMessage
from schemas.audit import SNAPSHOT

_SERVICES = ("Web hosting", "Managed database", "Object storage (EU)")

RECEIPT = Receipt(
    billing_period="2024-09",
    customer_id="C10000001",
    customer_name="Jürgen Andersson",
    email="billing.10000001@customer-1.example.com",
    currency="EUR",
    locale="en",
    lines=tuple(
        Line(
            _SERVICES[n % 3],
            Decimal(f"{n * 37}.{n}45"),
            description=f"Server {n} (eu-west-{n % 3 + 1}b), reserved",
            quantity=Decimal(f"{n * 730}.5"),
            unit="hours",
            unit_price=Decimal("0.0507"),
        )
        for n in range(10)
    ),
)

LETTERHEAD = Letterhead(
    seller_name="Example Cloud Ltd",
    seller_address="1 Example Street, London",
    seller_tax_id="GB123456789",
    support_contact="Call +44 20 7946 0000.",
    footer="Registered in England, no. 01234567.",
    # Random, as a packed picture is.
    logo=Logo(kind="png", width=240, height=80, data=random.Random(1).randbytes(20_000)),  # noqa: S311
)

MESSAGE = ReceiptMessage(
    receipt_id=keys.receipt_id(RECEIPT),
    billing_period=RECEIPT.billing_period,
    customer_key=keys.customer_key(RECEIPT.customer_id),
    run_id="0" * 32,
)


def snapshot() -> bytes:
    """The receipt as the parser writes it."""
    about = {
        name: getattr(RECEIPT, name)
        for name in ("customer_id", "customer_name", "email", "currency", "locale")
    }
    rows = [
        {
            "period_start": date(2024, 9, 1),
            **about,
            **{name: getattr(line, name) for name in Line.__slots__},
            "source_sha256": "0" * 64,
            "source_line": number,
        }
        for number, line in enumerate(RECEIPT.lines, start=2)
    ]
    return snapshots.encode(pa.Table.from_pylist(rows, schema=SNAPSHOT))


def objects() -> dict[str, bytes]:
    """What is in the audit bucket: each folder's one object."""
    return {"snapshots/": snapshot(), "letterheads/": to_json(LETTERHEAD)}


def bodies(count: int) -> dict[str, str]:
    """A batch as the worker's handler makes it; the stubs take the same receipt again and again."""
    body = messages.to_body(MESSAGE)
    return {str(number): body for number in range(count)}


def environment(endpoint: str) -> dict[str, str]:
    """All that the worker's process is told; the rate is so high that pacing allows anything."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "stub",
        "AWS_SECRET_ACCESS_KEY": "stub",
        "AWS_SESSION_TOKEN": "stub" * 200,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AUDIT_BUCKET": "audit",
        "LEDGER_TABLE": "ledger",
        "RECEIPT_DEAD_LETTER_QUEUE_URL": f"{endpoint}/dead-letters",
        "CONFIGURATION_SET": "receipts",
        "ENVIRONMENT": "prod",
        "REDIRECT_ALL_MAIL_TO": "",
        "FROM_ADDRESS": "billing@example.com",
        "REPLY_TO_ADDRESS": "help@example.com",
        "KEEP_MAILS": "true",
        "SEND_LEASE_SECONDS": "900",
        "SES_MAX_SEND_RATE": "100000",
        "MAXIMUM_CONCURRENCY": "2",
    }
