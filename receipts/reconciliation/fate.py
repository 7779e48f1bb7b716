"""What became of each receipt: every one is in exactly one class. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from receipts.lifecycle import ACCEPTED, LedgerEntry, State


class Fate(StrEnum):
    """The classes, as finance reads them."""

    #: SES has it: sent, delivered, bounced, complained or rejected later.
    SENT = "sent"
    #: Certainly not sent; waits in the DLQ for a person.
    FAILED = "failed"
    #: Nobody knows; a person or an event decides.
    IN_DOUBT = "in_doubt"
    #: Not handled yet.
    WAITING = "waiting"
    #: Other content was sent for this customer and month.
    CONFLICT = "conflict"
    #: Other content replaced it, and that one is out.
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Followed:
    """A receipt of a run and its fate."""

    currency: str
    total: Decimal
    billed: Decimal
    fate: Fate
    sent_at: datetime | None


def follow(
    receipts: Iterable[Mapping[str, Any]], month: Mapping[str, LedgerEntry]
) -> Iterator[Followed]:
    """Join rows of the `receipts` table with the ledger's month."""
    for row in receipts:
        entry = month.get(row["customer_key"])
        yield Followed(
            currency=row["currency"],
            total=row["total"],
            billed=row["billed"],
            fate=fate_of(row["receipt_id"], entry),
            sent_at=entry.sent_at if entry else None,
        )


def fate_of(receipt_id: str, entry: LedgerEntry | None) -> Fate:
    """The class of one receipt, given its customer's row."""
    if entry is None:
        return Fate.WAITING
    named = entry.receipt_id == receipt_id
    if not named and receipt_id not in entry.superseded:
        return Fate.CONFLICT
    if entry.state in ACCEPTED:
        return Fate.SENT if named else Fate.SUPERSEDED
    return _NOT_ACCEPTED[entry.state]  # of a replaced receipt: its successor is not out either


_NOT_ACCEPTED = {
    State.SENDING: Fate.WAITING,
    State.FAILED: Fate.FAILED,
    State.IN_DOUBT: Fate.IN_DOUBT,
}
