"""One message -> at most one mail: check, render, claim, send, record."""

import gzip
import logging
from dataclasses import fields
from datetime import datetime, timedelta

from receipts import keys, messages, snapshots
from receipts.config import WorkerSettings
from receipts.delivery.mime import build_mime
from receipts.delivery.render import render
from receipts.errors import (
    AlteredSnapshotError,
    AnswerLostError,
    CausedError,
    MissingObjectError,
    PermanentError,
    ReceiptsError,
    RetryableError,
    SendingStoppedError,
)
from receipts.lifecycle import LedgerEntry, MailTags, State, Verdict, claimed, judge, moved
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
    if keys.receipt_id(receipt) != message.receipt_id:
        raise AlteredSnapshotError("the snapshot is not the content its receipt_id names")
    return receipt


def _deliver(
    message: ReceiptMessage, receipt: Receipt, ports: WorkerPorts, settings: WorkerSettings
) -> Verdict | State:
    rendered = render(receipt, seller=settings.seller, revision=message.revision)
    mime = build_mime(rendered, receipt=receipt, seller=settings.seller, now=ports.clock.now())
    bill_id = keys.bill_id(receipt)
    claim = _claim(message, bill_id, ports, settings.lease)
    if isinstance(claim, Verdict):
        return claim
    mail = Mail(
        sender=settings.seller.from_address,
        recipient=receipt.email,
        mime=mime,
        tags={tag.name: str(getattr(claim, tag.name)) for tag in fields(MailTags)},
    )
    return _send(mail, claim, ports, keep=settings.keep_mails)


def _claim(
    message: ReceiptMessage, bill_id: str, ports: WorkerPorts, lease: timedelta
) -> LedgerEntry | Verdict:
    """The row that is now ours, or why it is not."""
    now = ports.clock.now()
    seen: LedgerEntry | None = None
    while True:
        verdict = judge(seen, message, bill_id=bill_id, now=now, lease=lease)
        if verdict is Verdict.LOST and seen:
            new = moved(seen, State.IN_DOUBT, now=now, cause="worker_lost")
        elif verdict is Verdict.SEND:
            new = claimed(seen, message, bill_id=bill_id, now=now)
        else:
            return _refused(verdict)
        seen = ports.ledger.swap(new, seen=seen)
        if seen is None:
            return new if verdict is Verdict.SEND else Verdict.IN_DOUBT


def _refused(verdict: Verdict) -> Verdict:
    if verdict is Verdict.BUSY:
        raise RetryableError("another worker is sending this receipt")
    if verdict is Verdict.CONFLICT:
        raise CausedError("conflict", "other content was sent for this customer and month")
    return verdict


def _send(mail: Mail, claim: LedgerEntry, ports: WorkerPorts, *, keep: bool) -> State:
    """Call SES once and write down what it said."""
    try:
        if keep:
            _keep(mail, claim, ports.audit)
        message_id = ports.mailer.send(mail)
    except AnswerLostError as error:
        return _record(claim, State.IN_DOUBT, ports, cause="answer_lost", why=error)
    except (RetryableError, PermanentError) as error:
        cause = error.cause if isinstance(error, CausedError) else "not_sent"
        _record(claim, State.FAILED, ports, cause=cause, why=error)
        raise
    return _record(claim, State.SENT, ports, message_id=message_id)


def _keep(mail: Mail, claim: LedgerEntry, audit: AuditStore) -> None:
    """The exact MIME, before the send: what a person reads when the answer is lost."""
    key = keys.mail_key(
        billing_period=claim.billing_period, receipt_id=claim.receipt_id, attempt=claim.attempt
    )
    audit.put_new(key, gzip.compress(mail.mime, mtime=0))


def _record(
    claim: LedgerEntry,
    state: State,
    ports: WorkerPorts,
    *,
    cause: str | None = None,
    message_id: str | None = None,
    why: Exception | None = None,
) -> State:
    if why:
        extra = {"receipt_id": claim.receipt_id, "state": state, "cause": cause}
        _log.warning("receipt_not_sent", extra=extra, exc_info=why)
    seen = claim
    while True:
        new = moved(seen, state, now=ports.clock.now(), cause=cause, message_id=message_id)
        found = ports.ledger.swap(new, seen=seen)
        if found is None:
            return state
        # Somebody moved the row while we sent. Only a late worker's doubt about this very
        # attempt may be settled by what we know; anything else says more than we do.
        if found.attempt != claim.attempt or found.state is not State.IN_DOUBT:
            return found.state
        seen = found
