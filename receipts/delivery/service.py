"""A message -> at most one mail: check, render, attempt."""

import logging
from collections.abc import Set
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address

from receipts import keys, messages, snapshots
from receipts.config import WorkerSettings
from receipts.delivery.attempt import Attempt, attempt_mail
from receipts.delivery.mime import build_mime, customer_of
from receipts.delivery.pacer import Pacer
from receipts.delivery.render import render
from receipts.delivery.trial import redirected
from receipts.errors import (
    AlteredSnapshotError,
    CausedError,
    MissingObjectError,
    UnrenderableError,
)
from receipts.ledger import State
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
    pacer: Pacer,
    ended: Set[str],
) -> Verdict | State:
    """Handle one message; what came of it. `ended` are the runs that a person ended.

    RetryableError: the message must come back. A message that can never be sent is put on the
    DLQ with its cause before this returns.
    """
    try:
        message = messages.from_body(body)
        receipt = _audited_receipt(message, ports.audit)
        # Before the claim: what cannot be rendered was certainly never sent.
        mime = _rendered(message, receipt, settings, ports.clock.now())
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
        _log.error("receipt_dead_lettered", extra={"cause": error.cause}, exc_info=error)
        return State.FAILED
    _log.info("receipt_handled", extra={"receipt_id": message.receipt_id, "outcome": outcome})
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


def _rendered(
    message: ReceiptMessage, receipt: Receipt, settings: WorkerSettings, now: datetime
) -> bytes:
    words = render(receipt, seller=settings.seller, revision=message.revision)
    try:
        to = customer_of(receipt)
        if mailbox := settings.redirect_all_mail_to:
            words, to = redirected(words, customer=to), Address(addr_spec=mailbox)
        return build_mime(words, to=to, seller=settings.seller, now=now)
    except (ValueError, MessageError):
        # Without its cause, whose text may quote an address.
        raise UnrenderableError("the receipt's name or address fits no mail header") from None
