"""What became of each receipt: every one is in exactly one class. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from receipts.ledger import ACCEPTED, RUN_ENDED, LedgerEntry, State


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
    #: A person ended its run before it went out.
    ENDED = "ended"
    #: Its total is zero, and the stack does not mail such receipts.
    NOT_MAILED = "not_mailed"


@dataclass(frozen=True, slots=True)
class Followed:
    """A receipt of a run and its fate."""

    currency: str
    total: Decimal
    billed: Decimal
    fate: Fate
    sent_at: datetime | None


def follow(
    receipts: Iterable[Mapping[str, Any]],
    month: Mapping[str, LedgerEntry],
    *,
    corrects_since: datetime | None = None,
) -> Iterator[Followed]:
    """Join rows of the `receipts` table with the ledger's month.

    What a correction replaces is no conflict: what was sent before it still stands for a while.
    """
    for row in receipts:
        entry = month.get(row["customer_key"])
        fate = fate_of(row, entry)
        if fate is Fate.CONFLICT and _is_older(entry, corrects_since):
            fate = Fate.WAITING
        yield Followed(
            currency=row["currency"],
            total=row["total"],
            billed=row["billed"],
            fate=fate,
            sent_at=entry.sent_at if entry else None,
        )


def _is_older(entry: LedgerEntry | None, than: datetime | None) -> bool:
    accepted = entry.sent_at if entry and entry.state in ACCEPTED else None
    return accepted is not None and than is not None and accepted < than


def fate_of(row: Mapping[str, Any], entry: LedgerEntry | None) -> Fate:
    """The class of one row of the `receipts` table, given its customer's row in the ledger."""
    if entry is None:
        return Fate.WAITING if row["mailed"] else Fate.NOT_MAILED
    named = entry.receipt_id == row["receipt_id"]
    if not named and row["receipt_id"] not in entry.superseded:
        # The same bill under a mended name or address is sent again after a bounce.
        moved = entry.state is State.BOUNCED and entry.bill_id == row["bill_id"]
        return Fate.WAITING if moved else Fate.CONFLICT
    if entry.state in ACCEPTED:
        return Fate.SENT if named else Fate.SUPERSEDED
    if entry.cause == RUN_ENDED:
        return Fate.ENDED
    return _NOT_ACCEPTED[entry.state]  # of a replaced receipt: its successor is not out either


_NOT_ACCEPTED = {
    State.SENDING: Fate.WAITING,
    State.FAILED: Fate.FAILED,
    State.IN_DOUBT: Fate.IN_DOUBT,
}
