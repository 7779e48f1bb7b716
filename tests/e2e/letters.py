"""Letters on the receipts' dead-letter queue."""

import json

from tests.builders import charges_csv
from tests.e2e.conftest import Local, until


def pointer_to(local: Local, period: str) -> str:
    """The message of the month's only receipt."""
    audit, month = local.directory / "audit", f"billing_period={period}"
    (snapshot,) = audit.glob(f"snapshots/{month}/*/*.parquet")
    (run,) = audit.glob(f"runs/{month}/{32 * '?'}.json")
    pointer = {
        "version": 1,
        "receipt_id": snapshot.stem,
        "billing_period": period,
        "customer_key": snapshot.parent.name.removeprefix("customer_key="),
        "revision": 1,
        "run_id": run.stem,
    }
    return json.dumps(pointer)


def put(local: Local, body: str, *attributes: str) -> None:
    url = local.outputs["ReceiptDeadLetterQueueUrl"]
    sent = ("sqs", "send-message", "--queue-url", url, "--message-body", body, *attributes)
    local.aws(*sent)


def sent_receipt(local: Local, period: str, name: str) -> str:
    """A receipt that is out; its message."""
    row = f"{name},{name},{name}@example.com,Hosting,3"
    local.drop(charges_csv(row), f"{period}/x.csv")
    until(lambda: local.mails_to(f"{name}@example.com") == 1)
    until(lambda: local.states(period) == {"DELIVERED": 1})
    return pointer_to(local, period)


def forget(local: Local, body: str) -> None:
    """Take a receipt's row out of the ledger, as if no worker had ever come to it."""
    pointer = json.loads(body)
    customer = pointer["customer_key"]
    pk = f"{pointer['billing_period']}#{int(customer[0], 16)}"
    key = json.dumps({"pk": {"S": pk}, "sk": {"S": customer}})
    local.aws("dynamodb", "delete-item", "--table-name", local.outputs["LedgerTable"], "--key", key)


def cause(code: str) -> tuple[str, str]:
    attribute = {"cause": {"DataType": "String", "StringValue": code}}
    return "--message-attributes", json.dumps(attribute)
