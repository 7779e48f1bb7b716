"""From the receipt to the inbox: each check says what stored bytes prove. Pure."""

import gzip
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

from receipts import keys, letterhead
from receipts.errors import LetterheadError
from receipts.ledger import ACCEPTED
from receipts.model import Receipt
from receipts.support.proof.evidence import Evidence, ReceiptEvidence, Stored
from receipts.support.proof.reading import billed_by, content_of, mail_of, moment, object_of
from receipts.support.proof.verdicts import Level, Saying, differs

#: A dropped file may wait so long before anything of it is written.
_WRITTEN_WITHIN = timedelta(days=1)


def check_letterhead(receipt: ReceiptEvidence, _: Evidence) -> Saying:
    """Who the mails are from is kept, and the seller is the one that the run was decided by."""
    for run in receipt.runs:
        key = run.letterhead.key
        try:
            seller = letterhead.from_json(run.letterhead.data or b"").seller_name
        except LetterheadError:
            yield Level.FAILED, f"{key}: who the mail is from is gone or unreadable."
            continue
        expected = (object_of(run.record).get("decided_by") or {}).get("seller_name", seller)
        if seller != expected:
            yield Level.FAILED, differs(key, "the seller", found=seller, expected=expected)
        else:
            yield Level.RECORDED, f"Its mails are from {seller} and look as {key} says."


def check_mails(receipt: ReceiptEvidence, evidence: Evidence) -> Saying:
    """The kept mails are to this customer and name this receipt."""
    content, entry = content_of(receipt.snapshot), evidence.entry
    if content is None:
        return
    named = entry is not None and entry.receipt_id == receipt.receipt_id
    if not receipt.mails and named and entry and entry.state in ACCEPTED:
        yield Level.NOT_CHECKED, "No mail is kept (KeepMails): what was in it cannot be shown."
    for stored in receipt.mails:
        mail = mail_of(stored)
        if mail is None:
            yield Level.FAILED, f"{stored.key}: the mail is unreadable."
            continue
        wrong = list(_mistakes(mail, content, stored.key, evidence))
        yield from ((Level.FAILED, words) for words in wrong)
        if not wrong:
            words = _handed_over(stored, mail, receipt, evidence)
            yield Level.PROVEN, words + _in_trial(mail, content)


def check_ledger(receipt: ReceiptEvidence, evidence: Evidence) -> Saying:
    """The ledger's row, where it names this receipt, is about this bill."""
    entry, content = evidence.entry, content_of(receipt.snapshot)
    if entry is None:
        yield Level.RECORDED, "The ledger has no row: no mail was ever begun."
    elif entry.receipt_id != receipt.receipt_id:
        replaced = receipt.receipt_id in entry.superseded
        words = "was replaced by another receipt" if replaced else "is not the one in the ledger"
        yield Level.RECORDED, f"This receipt {words}."
    elif content and entry.bill_id != keys.bill_id(content):
        place = "The ledger's row"
        expected = keys.bill_id(content)
        yield Level.FAILED, differs(place, "its bill_id", found=entry.bill_id, expected=expected)
    else:
        cause = f" ({entry.cause})" if entry.cause else ""
        words = f"The ledger says {entry.state} since {moment(entry.changed_at)}{cause}."
        note = " The event of SES itself is not kept." if entry.state in ACCEPTED else ""
        yield Level.RECORDED, words + note


def check_decisions(receipt: ReceiptEvidence, evidence: Evidence) -> Saying:
    """What people decided about it is about this receipt and this customer."""
    for stored in receipt.decisions:
        note = object_of(stored)
        about = (note.get("receipt_id"), note.get("customer_key"))
        if about != (receipt.receipt_id, evidence.customer_key):
            yield Level.FAILED, f"{stored.key}: the note is about another receipt or unreadable."
        else:
            when = moment(datetime.fromisoformat(note["when"]))
            yield Level.RECORDED, f"{note['who']} decided {note['what']} on {when}."


def check_reconciliation(receipt: ReceiptEvidence, evidence: Evidence) -> Saying:
    """The newest reconciliation has it once, with the same amounts."""
    key, content = evidence.reconciliation_key, content_of(receipt.snapshot)
    if content is None:
        return
    if key is None:
        yield Level.NOT_CHECKED, "The month was never reconciled: `receipts reconcile`."
        return
    rows = [row for row in evidence.reconciled if row["receipt_id"] == receipt.receipt_id]
    if not rows and _may_be_later(receipt, keys.reconciled_at(key)):
        yield Level.NOT_CHECKED, "It was not reconciled yet: `receipts reconcile`."
        return
    if len(rows) != 1:
        yield Level.FAILED, f"{key}: it has this receipt {len(rows)} times."
        return
    (row,) = rows
    expected = billed_by(content)
    wrong = [name for name in ("total", "billed", "currency") if row[name] != expected[name]]
    for name in wrong:
        yield Level.FAILED, differs(key, name, found=row[name], expected=expected[name])
    if not wrong:
        words = f"The reconciliation of {moment(row['as_of'])} has it as {row['fate']}."
        yield Level.RECORDED, words


def _may_be_later(receipt: ReceiptEvidence, reconciled_at: datetime) -> bool:
    """Whether no run need have written it by then."""
    drops = [run.dropped_at for run in receipt.runs]
    return all(at is None or at + _WRITTEN_WITHIN > reconciled_at for at in drops)


def _mistakes(mail: EmailMessage, content: Receipt, key: str, evidence: Evidence) -> Iterator[str]:
    number = keys.receipt_number(
        billing_period=evidence.billing_period, customer_key=evidence.customer_key
    )
    if _to(mail) not in ([content.email], [evidence.mailbox]):
        yield f"{key}: the mail is to somebody else."
    if number not in str(mail["Subject"]):
        yield f"{key}: its subject does not name the receipt {number}."


def _to(mail: EmailMessage) -> list[str]:
    return [address.addr_spec for address in mail["To"].addresses]


def _in_trial(mail: EmailMessage, content: Receipt) -> str:
    if _to(mail) == [content.email]:
        return ""
    return " It went to the mailbox of a trial: the customer did not get it."


def _handed_over(
    stored: Stored, mail: EmailMessage, receipt: ReceiptEvidence, evidence: Evidence
) -> str:
    entry = evidence.entry
    attempt = stored.key.rpartition("-")[2].partition(".")[0]
    digest = f"SHA-256 {keys.sha256(gzip.decompress(stored.data or b''))}"
    is_it = entry is not None and entry.receipt_id == receipt.receipt_id
    if is_it and entry and attempt == str(entry.attempt) and entry.message_id and entry.sent_at:
        words = f"This is the exact mail that was handed to SES on {moment(entry.sent_at)}"
        return f"{words} (message id {entry.message_id}): {stored.key}, {digest}."
    words = f"This is the exact mail of attempt {attempt}, of {mail['Date']}"
    return f"{words}: {stored.key}, {digest}. That SES took it is not said here."
