"""What a person may decide about one receipt, and what it then means. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from receipts.ledger import RESOLVED, LedgerEntry, State
from receipts.lifecycle import copy_asked, is_lost, resolved
from receipts.model import ReceiptMessage


class What(StrEnum):
    """What a person decides."""

    #: It did go out.
    RESOLVE_SENT = "resolve_sent"
    #: It did not go out: send it.
    RESOLVE_SEND_AGAIN = "resolve_send_again"
    #: It went out, and the customer is to have it once more.
    RESEND = "resend"


@dataclass(frozen=True, slots=True)
class Decision:
    """What will be done."""

    what: What
    seen: LedgerEntry
    #: None: the row says so already, and only the message is missing.
    new: LedgerEntry | None
    #: What it means, before anything is done.
    words: str

    @property
    def message(self) -> ReceiptMessage | None:
        """What goes to the worker, as emit would build it."""
        if self.what is What.RESOLVE_SENT:
            return None
        return ReceiptMessage(
            receipt_id=self.seen.receipt_id,
            billing_period=self.seen.billing_period,
            customer_key=self.seen.customer_key,
            run_id=self.seen.run_id,
            revision=self.seen.revision,
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing is done, and what to do instead."""

    words: str


def decide(
    what: What,
    entry: LedgerEntry | None,
    *,
    now: datetime,
    lease: timedelta,
    is_ended: bool = False,
) -> Decision | Refused:
    """What a person's wish comes to, given the ledger's row; `is_ended` is its run's."""
    if entry is None:
        return Refused(
            "The ledger has no row for this customer and month: no mail was ever begun."
            " `receipts show CUSTOMER` says what is known."
        )
    if what is What.RESOLVE_SEND_AGAIN and is_ended:
        return Refused(_RUN_ENDED)
    if what is What.RESEND:
        new = copy_asked(entry)
    else:
        doubt = replace(entry, state=State.IN_DOUBT) if is_lost(entry, now, lease) else entry
        new = resolved(doubt, sent=what is What.RESOLVE_SENT, now=now)
    if new or _is_unfinished(what, entry):
        return Decision(what, entry, new, _MEANS[what])
    words = (_NO_COPY if what is What.RESEND else _NO_DOUBT)[entry.state]
    return Refused(f"It is {entry.state}. {words} Nothing was done.")


def _is_unfinished(what: What, entry: LedgerEntry) -> bool:
    """Whether the same command died between the row and the message, or may have."""
    settled = entry.state is State.FAILED and entry.cause == RESOLVED
    return what is What.RESOLVE_SEND_AGAIN and settled


_MEANS = {
    What.RESOLVE_SENT: "It counts as sent from now on: no mail goes out.",
    What.RESOLVE_SEND_AGAIN: "It counts as not sent, and one mail goes out."
    " Did the first one arrive after all, the customer has two.",
    What.RESEND: "One more copy goes to the same address, under the same receipt number.",
}
_RUN_ENDED = (
    "A person ended the run that asked for it, so nothing of it is sent. `receipts show RUN` says"
    " who; `receipts emit RUN` takes that back. Nothing was done."
)
_BEING_SENT = (
    "A worker has it, or died with it: then its message comes back and the row says IN_DOUBT."
    " Look again in some minutes."
)
_FAILED = (
    "It was certainly not sent, so there is nothing to decide: mend the cause and redrive the"
    " dead-letter queue."
)
_REJECTED = (
    "SES took it and did not send it (the cause says why). Mend that; drop the charges under"
    " corrections/."
)
_ACCEPTED = "SES took it, so there is no doubt. For one more copy: `receipts resend`."
_NO_DOUBT = {
    State.SENDING: _BEING_SENT,
    State.FAILED: _FAILED,
    State.SENT: _ACCEPTED,
    State.DELIVERED: _ACCEPTED,
    State.BOUNCED: "SES took it and the address refused it. Drop a file with the mended address.",
    State.COMPLAINED: "SES took it and the customer called it spam.",
    State.REJECTED: _REJECTED,
}
_NO_COPY = {
    State.SENDING: _BEING_SENT,
    State.FAILED: _FAILED,
    State.IN_DOUBT: "Nobody knows whether it was sent: `receipts resolve` comes first.",
    State.BOUNCED: "The address refused it, and would again: drop a file with the mended address;"
    " it is sent under the same number.",
    State.COMPLAINED: "The customer called it spam, so no mail may follow: answer in another way.",
    State.REJECTED: _REJECTED,
}


def note(decision: Decision, *, who: str, when: datetime, applied: bool) -> dict[str, Any]:
    """A decision for the audit bucket: no name, no address."""
    seen = decision.seen
    return {
        "version": 1,
        "what": decision.what,
        "who": who,
        "when": when.isoformat(),
        "applied": applied,
        "billing_period": seen.billing_period,
        "customer_key": seen.customer_key,
        "receipt_id": seen.receipt_id,
        "seen": {
            "state": seen.state,
            "changed_at": seen.changed_at.isoformat(),
            "attempt": seen.attempt,
            "revision": seen.revision,
            "message_id": seen.message_id,
            "sent_at": seen.sent_at.isoformat() if seen.sent_at else None,
            "cause": seen.cause,
            "version": seen.version,
        },
    }
