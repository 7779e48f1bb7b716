"""What the measured parser is given: a dropped file, its event, its environment."""

import json
from dataclasses import asdict
from decimal import Decimal

from receipts.config import Rulebook
from receipts.keys import sha256
from receipts.model import Mode
from receipts.parsing.inputs import Inputs

KEY = "2024-09/charges.csv"
#: Where the stubs find the file.
PATH = f"/landing/{KEY}".encode()

RULEBOOK = Rulebook(
    default_currency="USD",
    default_locale="en",
    max_held_share=Decimal(1),  # a share of bad rows is measured, not rejected
    max_input_bytes=1 << 40,
    send_zero_totals=True,
    seller_name="Example Cloud Ltd",
    seller_address="",
    seller_tax_id="",
    support_contact="",
    brand_colour="#1d4ed8",
    footer_text="",
    attach_pdf=False,
)


def inputs(data: bytes) -> Inputs:
    """A drop of charges with nothing beside it."""
    return Inputs(
        key=KEY,
        data=data,
        sha256=sha256(data),
        mode=Mode.CHARGES,
        profile="plain",
        rulebook=RULEBOOK,
    )


def event(size: int) -> dict[str, object]:
    """As SQS hands it to the parser's Lambda."""
    dropped = {"key": KEY, "version-id": "0", "size": size}
    body = {
        "time": "2024-10-01T03:00:00Z",
        "detail": {"bucket": {"name": "landing"}, "object": dropped},
    }
    return {"Records": [{"body": json.dumps(body)}]}


def environment(endpoint: str) -> dict[str, str]:
    """All that the parser's process is told."""
    rules = {name.upper(): _as_text(value) for name, value in asdict(RULEBOOK).items()}
    return rules | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "stub",
        "AWS_SECRET_ACCESS_KEY": "stub",
        "AWS_SESSION_TOKEN": "stub" * 200,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AUDIT_BUCKET": "audit",
        "LEDGER_TABLE": "ledger",
        "RECEIPT_QUEUE_URL": f"{endpoint}/receipts",
        "STACK_NAME": "receipts",
        "SES_IDENTITY": "example.com",
        "SES_MAX_SEND_RATE": "100000",
        "REQUIRE_APPROVAL": "false",
        "REPORT_NAMES": "false",
        "WARN_CHANGE_SHARE": "0.3",
        # Nothing is handed over: what a process can do at all is measured.
        "LARGE_FILE_BYTES": "1000000000000",
        "LARGE_RUN_RECEIPTS": "1000000000",
        "LARGE_FILE_JOB": "parse-large-file",
    }


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
