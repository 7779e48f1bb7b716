"""The ledger's rows: one for each customer and month. Values only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where one customer's receipt of one month stands."""

    #: Claimed by a worker that is about to call SES.
    SENDING = "SENDING"
    #: SES said yes.
    SENT = "SENT"
    #: Certainly not accepted: it may be tried again.
    FAILED = "FAILED"
    #: Nobody knows whether SES accepted it. Never tried again by itself.
    IN_DOUBT = "IN_DOUBT"
    DELIVERED = "DELIVERED"
    BOUNCED = "BOUNCED"
    COMPLAINED = "COMPLAINED"
    #: SES accepted it and did not send it: it found a virus, or could not render it.
    REJECTED = "REJECTED"


#: SES took the mail: nothing may be sent again by itself.
ACCEPTED = frozenset({State.SENT, State.DELIVERED, State.BOUNCED, State.COMPLAINED, State.REJECTED})

#: The `cause` of a row whose doubt a person settled.
RESOLVED = "resolved_by_person"

#: The `cause` of a row whose run a person ended before its mail went out.
RUN_ENDED = "run_ended"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """The one row of a customer and month."""

    billing_period: str
    customer_key: str
    receipt_id: str
    bill_id: str
    #: The run that asked for it.
    run_id: str
    revision: int
    state: State
    #: How often SES was called for this customer and month; part of the attempt's id.
    attempt: int
    changed_at: datetime
    message_id: str | None = None
    sent_at: datetime | None = None
    cause: str | None = None
    #: Receipts this row named before; a late message for one of them is ignored.
    superseded: frozenset[str] = frozenset()
    #: The attempt that SES accepted before a person asked for one more copy of the same receipt.
    copy_after: int | None = None
    #: Counts writes; a write names the version it has seen.
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTags:
    """The row's fields that its mail carries, opaque, so that an event finds or creates the row."""

    billing_period: str
    customer_key: str
    receipt_id: str
    bill_id: str
    run_id: str
    revision: int
    attempt: int
