"""The worker as anyone would write it first: one receipt after the other, no ledger to ask."""

import io
from datetime import UTC, datetime

import boto3
import pyarrow.parquet as pq

from benchmarks.worker_world import LETTERHEAD
from receipts import keys, messages, snapshots
from receipts.config import WorkerSettings
from receipts.delivery.mime import Envelope, build_mime, customer_of
from receipts.delivery.render import render
from receipts.model import Receipt, ReceiptMessage


class PlainWorker:
    """Get, render with our own code, send, write down; boto3 as it comes."""

    def __init__(self, settings: WorkerSettings) -> None:
        session = boto3.Session()
        self._s3, self._ses, self._db = map(session.client, ("s3", "sesv2", "dynamodb"))
        self._settings = settings

    def deliver_batch(self, bodies: dict[str, str]) -> None:
        """One after the other."""
        for body in bodies.values():
            self._deliver(messages.from_body(body))

    def _deliver(self, message: ReceiptMessage) -> None:
        receipt = self._snapshot(message)
        words = render(receipt, letterhead=LETTERHEAD, revision=message.revision)
        envelope = Envelope(
            to=customer_of(receipt),
            from_address=self._settings.from_address,
            reply_to=self._settings.reply_to_address,
            now=datetime.now(UTC),
        )
        mime = build_mime(words, letterhead=LETTERHEAD, envelope=envelope)
        answer = self._ses.send_email(
            FromEmailAddress=self._settings.from_address,
            Destination={"ToAddresses": [receipt.email]},
            Content={"Raw": {"Data": mime}},
            ConfigurationSetName=self._settings.configuration_set,
        )
        row = {"pk": message.receipt_id, "sk": "SENT", "message_id": answer["MessageId"]}
        item = {name: {"S": value} for name, value in row.items()}
        self._db.put_item(TableName=self._settings.ledger_table, Item=item)

    def _snapshot(self, message: ReceiptMessage) -> Receipt:
        key = keys.snapshot_key(
            billing_period=message.billing_period,
            customer_key=message.customer_key,
            receipt_id=message.receipt_id,
        )
        body = self._s3.get_object(Bucket=self._settings.audit_bucket, Key=key)["Body"]
        return snapshots.receipt_of(pq.read_table(io.BytesIO(body.read())))
