"""Where a receipt's time goes: each part of the worker's work alone, in a loop."""

import gzip
import time
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from statistics import median
from typing import NamedTuple

from benchmarks.worker_world import LETTERHEAD, MESSAGE, RECEIPT, snapshot
from receipts import keys, snapshots
from receipts.config import WorkerSettings
from receipts.delivery.mime import Envelope, build_mime, customer_of
from receipts.delivery.render import Rendered, render
from receipts.ledger import LedgerEntry, MailTags, State
from receipts.lifecycle import claimed, moved
from receipts.model import Mail
from receipts.port_bundles import WorkerPorts

_NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


class Part(NamedTuple):
    """A part's CPU milliseconds for one receipt: one figure per round."""

    name: str
    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Of the rounds."""
        return median(self.milliseconds)


def measure_parts(
    ports: WorkerPorts, settings: WorkerSettings, *, rounds: int, times: int
) -> list[Part]:
    """All parts in turns; CPU, since most of a wait for AWS costs none."""
    parts = _parts(ports, settings)
    for work in parts.values():
        work()
    measured = [[_timed(work, times) for work in parts.values()] for _ in range(rounds)]
    return [
        Part(name, milliseconds)
        for name, milliseconds in zip(parts, zip(*measured, strict=True), strict=True)
    ]


def _timed(work: Callable[[], object], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) * 1000 / times


def _parts(ports: WorkerPorts, settings: WorkerSettings) -> dict[str, Callable[[], object]]:
    """In the order of the worker; every part gets what the one before it made."""
    key = keys.snapshot_key(
        billing_period=MESSAGE.billing_period,
        customer_key=MESSAGE.customer_key,
        receipt_id=MESSAGE.receipt_id,
    )
    data = snapshot()
    words = render(RECEIPT, letterhead=LETTERHEAD, revision=1)
    mime = _mime(words, settings)
    row = _claimed(ports)
    mail = Mail(
        sender=settings.from_address,
        recipient=RECEIPT.email,
        mime=mime,
        tags={tag.name: str(getattr(row, tag.name)) for tag in fields(MailTags)},
    )
    return {
        "GET the snapshot (S3)": lambda: ports.audit.get(key),
        "decode it": lambda: snapshots.decode(data),
        "hash it: receipt_id, bill_id": lambda: (keys.receipt_id(RECEIPT), keys.bill_id(RECEIPT)),
        "render": lambda: render(RECEIPT, letterhead=LETTERHEAD, revision=1),
        "MIME": lambda: _mime(words, settings),
        "claim (DynamoDB)": lambda: _claimed(ports),
        "keep the mail (gzip, S3)": lambda: ports.audit.put_new("mails/x", gzip.compress(mime)),
        "send (SES)": lambda: ports.mailer.send(mail),
        "record (DynamoDB)": lambda: _recorded(row, ports),
    }


def _mime(words: Rendered, settings: WorkerSettings) -> bytes:
    envelope = Envelope(
        to=customer_of(RECEIPT),
        from_address=settings.from_address,
        reply_to=settings.reply_to_address,
        now=_NOW,
    )
    return build_mime(words, letterhead=LETTERHEAD, envelope=envelope)


def _claimed(ports: WorkerPorts) -> LedgerEntry:
    row = claimed(None, MESSAGE, bill_id=keys.bill_id(RECEIPT), now=_NOW)
    ports.ledger.swap(row, seen=None)
    return row


def _recorded(row: LedgerEntry, ports: WorkerPorts) -> None:
    sent = moved(row, State.SENT, now=_NOW, message_id="0" * 60)
    ports.ledger.swap(replace(sent, version=row.version + 1), seen=row)
