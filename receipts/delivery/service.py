"""A message -> at most one mail: check, render, attempt."""

import logging
from collections.abc import Set
from datetime import datetime

from receipts import keys, messages, snapshots
from receipts.config import WorkerSettings
from receipts.delivery.attempt import Attempt, attempt_mail
from receipts.delivery.compose import Office, compose
from receipts.delivery.letterheads import Letterheads
from receipts.delivery.pacer import Pacer
from receipts.errors import (
    AlteredSnapshotError,
    CausedError,
    MissingObjectError,
)
from receipts.ledger import State
from receipts.letterhead import Letterhead
from receipts.lifecycle import Verdict
from receipts.model import Receipt, ReceiptMessage
from receipts.port_bundles import WorkerPorts
from receipts.ports import AuditObjects

_log = logging.getLogger(__name__)


def deliver(
    body: str,
    *,
    ports: WorkerPorts,
    settings: WorkerSettings,
    letterheads: Letterheads,
    pacer: Pacer,
    ended: Set[str],
) -> Verdict | State:
    """Handle one message; what came of it. `ended` are the runs that a person ended.

    RetryableError: the message must come back. A message that can never be sent is put on the
    DLQ with its cause before this returns.
    """
    ids: dict[str, str] = {}
    try:
        message = messages.from_body(body)
        ids = message.ids
        receipt = _audited_receipt(message, ports.audit)
        # Before the claim: what cannot be rendered was certainly never sent.
        mime = _mime(message, receipt, letterheads.of(message), settings, ports.clock.now())
        attempt = Attempt(
            message=message,
            bill_id=keys.bill_id(receipt),
            is_ended=message.run_id in ended,
            ports=ports,
            settings=settings,
            pacer=pacer,
        )
        to = settings.redirect_all_mail_to or receipt.email
        outcome = attempt_mail(mime, to=to, attempt=attempt)
    except CausedError as error:
        ports.dead_letters.put(body, cause=error.cause)
        _log.error("receipt_dead_lettered", extra={**ids, "cause": error.cause}, exc_info=error)
        return State.FAILED
    _log.info("receipt_handled", extra={**ids, "outcome": outcome})
    return outcome


def _audited_receipt(message: ReceiptMessage, audit: AuditObjects) -> Receipt:
    """The receipt as it was audited; never one that its id does not name."""
    key = keys.snapshot_key(
        billing_period=message.billing_period,
        customer_key=message.customer_key,
        receipt_id=message.receipt_id,
    )
    try:
        receipt = snapshots.decode(audit.get(key))
    except MissingObjectError as error:
        raise AlteredSnapshotError("there is no such snapshot") from error
    if not _is_named_by(message, receipt):
        raise AlteredSnapshotError("the snapshot is not the content its message names")
    return receipt


def _is_named_by(message: ReceiptMessage, receipt: Receipt) -> bool:
    named = (message.receipt_id, message.billing_period, message.customer_key)
    customer_key = keys.customer_key(receipt.customer_id)
    return named == (keys.receipt_id(receipt), receipt.billing_period, customer_key)


def _mime(
    message: ReceiptMessage,
    receipt: Receipt,
    letterhead: Letterhead,
    settings: WorkerSettings,
    now: datetime,
) -> bytes:
    office = Office(
        from_address=settings.from_address,
        reply_to=settings.reply_to_address or None,
        mailbox=settings.redirect_all_mail_to or None,
    )
    composed = compose(
        receipt, letterhead=letterhead, revision=message.revision, office=office, now=now
    )
    return composed.mime
