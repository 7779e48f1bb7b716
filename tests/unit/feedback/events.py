"""AWS's example events, and how a mail of ours would look in them."""

import json
from pathlib import Path
from typing import Any

from tests.builders import CUSTOMER, RECEIPT_A, RUN

EXAMPLES = Path(__file__).parents[2] / "data" / "ses"
BILL = "b1" * 16
TAGS = {
    "billing_period": "2024-09",
    "customer_key": CUSTOMER,
    "receipt_id": RECEIPT_A,
    "bill_id": BILL,
    "run_id": RUN,
    "revision": "1",
    "attempt": "1",
}


def example(name: str) -> dict[str, Any]:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def body(name: str, tags: dict[str, str] = TAGS, **section: object) -> str:
    """An example as SES would send it for our mail; `section` changes its own part."""
    event = example(name)
    event["mail"]["tags"] |= {tag: [value] for tag, value in tags.items()}
    part = next((part for part in event if part not in ("eventType", "mail")), name)
    event[part] |= section
    return json.dumps(event)
