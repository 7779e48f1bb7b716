"""Messages -> at most one mail each: check, render, attempt."""

import logging
from dataclasses import fields
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address

from receipts import keys, messages, snapshots
from receipts.config import WorkerSettings
from receipts.delivery.attempt import claim, send
from receipts.delivery.mime import build_mime, customer_of
from receipts.delivery.render import render
from receipts.delivery.trial import redirected
from receipts.errors import (
    AlteredSnapshotError,
    CausedError,
    MissingObjectError,
    ReceiptsError,
    SendingStoppedError,
    UnrenderableError,
)
from receipts.lifecycle import MailTags, State, Verdict
from receipts.model import Mail, Receipt, ReceiptMessage
from receipts.ports import AuditStore, Clock, WorkerPorts

_log = logging.getLogger(__name__)


def deliver_batch(
    bodies: dict[str, str], *, ports: WorkerPorts, settings: WorkerSettings
) -> list[str]:
    """Handle message bodies by their SQS id, paced; the ids that must come back.

    Returns only after the last mail's interval, so that pacing needs no shared state.
    """
    failed: list[str] = []
    stopped = False
    for sqs_id, body in bodies.items():
        started = ports.clock.now()
        try:
            if stopped:
                failed.append(sqs_id)
            elif isinstance(deliver(body, ports=ports, settings=settings), State):
                _pace(started, settings.interval, ports.clock)
        except ReceiptsError as error:
            _log.warning("receipt_comes_back", extra={"sqs_id": sqs_id}, exc_info=error)
            failed.append(sqs_id)
            stopped = isinstance(error, SendingStoppedError)
    return failed


def _pace(started: datetime, interval: timedelta, clock: Clock) -> None:
    rest = (started + interval - clock.now()).total_seconds()
    if rest > 0:
        clock.sleep(rest)


def deliver(body: str, *, ports: WorkerPorts, settings: WorkerSettings) -> Verdict | State:
    """Handle one message; what came of it.

    RetryableError: the message must come back. A message that can never be sent is put on the
    DLQ with its cause before this returns.
    """
    try:
        message = messages.from_body(body)
        receipt = _audited_receipt(message, ports.audit)
        outcome = _deliver(message, receipt, ports, settings)
    except CausedError as error:
        ports.dead_letters.put(body, cause=error.cause)
        _log.error("receipt_dead_lettered", extra={"cause": error.cause}, exc_info=error)
        return State.FAILED
    _log.info("receipt_handled", extra={"receipt_id": message.receipt_id, "outcome": outcome})
    return outcome


def _audited_receipt(message: ReceiptMessage, audit: AuditStore) -> Receipt:
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


def _deliver(
    message: ReceiptMessage, receipt: Receipt, ports: WorkerPorts, settings: WorkerSettings
) -> Verdict | State:
    # Before the claim: what cannot be rendered was certainly never sent.
    mime = _rendered(message, receipt, settings, ports.clock.now())
    row = claim(message, keys.bill_id(receipt), ports, settings.lease)
    if isinstance(row, Verdict):
        return row
    mail = Mail(
        sender=settings.seller.from_address,
        recipient=settings.redirect_all_mail_to or receipt.email,
        mime=mime,
        tags={tag.name: str(getattr(row, tag.name)) for tag in fields(MailTags)},
    )
    return send(mail, row, ports, keep=settings.keep_mails)


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
