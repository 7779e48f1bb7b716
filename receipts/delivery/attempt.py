"""One attempt at one mail: claim the ledger's row, call SES once, write down what it said."""

import gzip
import logging
from dataclasses import dataclass, fields

from receipts import keys
from receipts.config import WorkerSettings
from receipts.delivery.pacer import Pacer
from receipts.errors import (
    AnswerLostError,
    CausedError,
    NotSentError,
    PermanentError,
    RetryableError,
    SendingStoppedError,
)
from receipts.ledger import LedgerEntry, MailTags, State
from receipts.lifecycle import Verdict, claimed, judge, moved, withheld
from receipts.model import Mail, ReceiptMessage
from receipts.port_bundles import WorkerPorts

_log = logging.getLogger(__name__)

#: Calls after one that SES certainly did not accept, before the message has to come back.
_MORE_TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What an attempt is about, and with what it is made."""

    message: ReceiptMessage
    bill_id: str
    #: A person ended the run that asked for it.
    is_ended: bool
    ports: WorkerPorts
    settings: WorkerSettings
    pacer: Pacer


def attempt_mail(mime: bytes, *, to: str, attempt: Attempt) -> Verdict | State:
    """Send it if the ledger lets us; what came of it.

    RetryableError when it was certainly not sent and may be tried again, CausedError when it can
    never be.
    """
    # Before the claim: who waits with a claim in hand and dies leaves a doubt.
    if not (slot := attempt.pacer.take()):
        raise RetryableError("no time is left for another mail")
    row = _claim(attempt)
    if isinstance(row, Verdict):
        attempt.pacer.give_back(slot)
        return row
    mail = Mail(
        sender=attempt.settings.from_address,
        recipient=to,
        mime=mime,
        tags={tag.name: str(getattr(row, tag.name)) for tag in fields(MailTags)},
    )
    return _send(mail, row, attempt)


def _claim(attempt: Attempt) -> LedgerEntry | Verdict:
    """The row that is now ours, or why it is not."""
    message, bill_id = attempt.message, attempt.bill_id
    now, lease = attempt.ports.clock.now(), attempt.settings.lease
    seen: LedgerEntry | None = None
    while True:
        verdict = judge(
            seen, message, bill_id=bill_id, now=now, lease=lease, is_ended=attempt.is_ended
        )
        new: LedgerEntry | None = None
        if verdict is Verdict.SEND:
            new = claimed(seen, message, bill_id=bill_id, now=now)
        elif verdict is Verdict.RUN_ENDED:
            new = withheld(seen, message, bill_id=bill_id, now=now)
        elif verdict is Verdict.LOST and seen:
            new = moved(seen, State.IN_DOUBT, now=now, cause="worker_lost")
        if new is None:
            return _refused(verdict)
        seen = attempt.ports.ledger.swap(new, seen=seen)
        if seen is None:
            return new if verdict is Verdict.SEND else _AFTERWARDS[verdict]


_AFTERWARDS = {Verdict.LOST: Verdict.IN_DOUBT, Verdict.RUN_ENDED: Verdict.RUN_ENDED}


def _refused(verdict: Verdict) -> Verdict:
    if verdict is Verdict.BUSY:
        raise RetryableError("another worker is sending this receipt")
    if verdict is Verdict.CONFLICT:
        raise CausedError("conflict", "other content was sent for this customer and month")
    return verdict


def _send(mail: Mail, row: LedgerEntry, attempt: Attempt) -> State:
    ports = attempt.ports
    try:
        if attempt.settings.keep_mails:
            _keep(mail, row, ports)
        message_id = _call(mail, attempt)
    except AnswerLostError as error:
        return _record(row, State.IN_DOUBT, ports, cause="answer_lost", why=error)
    except (RetryableError, PermanentError) as error:
        cause = error.cause if isinstance(error, CausedError) else "not_sent"
        _record(row, State.FAILED, ports, cause=cause, why=error)
        raise
    return _record(row, State.SENT, ports, message_id=message_id)


def _keep(mail: Mail, row: LedgerEntry, ports: WorkerPorts) -> None:
    """The exact MIME, before the send: what a person reads when the answer is lost."""
    key = keys.mail_key(
        billing_period=row.billing_period, receipt_id=row.receipt_id, attempt=row.attempt
    )
    ports.audit.put_new(key, gzip.compress(mail.mime, mtime=0))


def _call(mail: Mail, attempt: Attempt) -> str:
    """SES's message id. Only what it certainly did not accept is tried again, a slot later."""
    for _ in range(_MORE_TRIES):
        try:
            return attempt.ports.mailer.send(mail)
        except SendingStoppedError:
            raise
        except NotSentError:
            attempt.pacer.skip()
            if not attempt.pacer.take():
                raise
    return attempt.ports.mailer.send(mail)


def _record(
    row: LedgerEntry,
    state: State,
    ports: WorkerPorts,
    *,
    cause: str | None = None,
    message_id: str | None = None,
    why: Exception | None = None,
) -> State:
    if why:
        ids = {"run_id": row.run_id, "receipt_id": row.receipt_id}
        extra = {**ids, "state": state, "cause": cause}
        _log.warning("receipt_not_sent", extra=extra, exc_info=why)
    seen = row
    while True:
        new = moved(seen, state, now=ports.clock.now(), cause=cause, message_id=message_id)
        found = ports.ledger.swap(new, seen=seen)
        if found is None:
            return state
        # Somebody moved the row while we sent. Only a late worker's doubt about this very
        # attempt may be settled by what we know; anything else says more than we do.
        if found.attempt != row.attempt or found.state is not State.IN_DOUBT:
            return found.state
        seen = found
