"""What became of each receipt: every one is in exactly one class, by one table of rules. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from receipts.ledger import ACCEPTED, RUN_ENDED, LedgerEntry, State


class Fate(StrEnum):
    """The classes, as finance reads them."""

    #: Its mail server took it.
    DELIVERED = "delivered"
    #: SES has it, and has not said more yet.
    SENT = "sent"
    #: The address refused it.
    BOUNCED = "bounced"
    #: It arrived, and the customer called it spam.
    COMPLAINED = "complained"
    #: SES took it and did not send it.
    REJECTED = "rejected"
    #: Nobody knows; a person or an event decides.
    IN_DOUBT = "in_doubt"
    #: Certainly not sent; waits in the DLQ for a person.
    FAILED = "failed"
    #: Not handled yet.
    WAITING = "waiting"
    #: It should be out by now, and the ledger does not know it.
    MISSING = "missing"
    #: Other content was sent for this customer and month.
    CONFLICT = "conflict"
    #: The file's rows of a customer have problems: there is no receipt.
    HELD = "held"
    #: Other content took its place.
    SUPERSEDED = "superseded"
    #: A person ended its run before it went out.
    ENDED = "ended"
    #: Its total is zero, and the stack does not mail such receipts.
    NOT_MAILED = "not_mailed"
    #: The ledger has a row, and no run a receipt of it: nobody can say what was sent.
    UNEXPECTED = "unexpected"


#: SES took the mail.
OUT = frozenset({Fate.DELIVERED, Fate.SENT, Fate.BOUNCED, Fate.COMPLAINED, Fate.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that decides the class of a receipt."""

    #: Of the customer's row in the ledger; None: there is none.
    state: State | None
    #: The row names this receipt.
    is_named: bool = False
    #: The row named it before.
    is_replaced: bool = False
    #: The row's receipt bills the same; perhaps the name or the address differs.
    is_same_bill: bool = False
    #: SES took what the row names.
    is_accepted: bool = False
    #: It corrects what was sent before it was dropped.
    is_correction: bool = False
    #: A mail is to go out.
    is_mailed: bool = True
    #: A person ended its run before it went out.
    is_ended: bool = False
    #: Nothing explains why it is not handled yet.
    is_overdue: bool = False

    @property
    def may_follow(self) -> bool:
        """Whether the worker would send it although the row names another receipt."""
        moved = self.state is State.BOUNCED and self.is_same_bill
        never = self.state is State.FAILED and not self.is_accepted
        corrects = self.state in ACCEPTED and self.is_correction
        return moved or never or corrects


#: The first that holds decides.
_RULES: tuple[tuple[Callable[[Facts], bool], Fate], ...] = (
    (lambda facts: facts.is_replaced, Fate.SUPERSEDED),
    (lambda facts: _is_not_handled(facts) and facts.is_ended, Fate.ENDED),
    (lambda facts: facts.state is None and not facts.is_mailed, Fate.NOT_MAILED),
    (lambda facts: _is_not_handled(facts) and facts.is_overdue, Fate.MISSING),
    (lambda facts: _is_not_handled(facts), Fate.WAITING),
    (lambda facts: not facts.is_named, Fate.CONFLICT),
    # Its worker died, and its message is gone too.
    (lambda facts: facts.state is State.SENDING and facts.is_overdue, Fate.IN_DOUBT),
    (lambda facts: facts.state is State.SENDING, Fate.WAITING),
    (lambda facts: facts.state is State.FAILED and facts.is_ended, Fate.ENDED),
    (lambda facts: facts.state is State.FAILED, Fate.FAILED),
    (lambda facts: facts.state is State.IN_DOUBT, Fate.IN_DOUBT),
    (lambda facts: facts.state is State.SENT, Fate.SENT),
    (lambda facts: facts.state is State.DELIVERED, Fate.DELIVERED),
    (lambda facts: facts.state is State.BOUNCED, Fate.BOUNCED),
    (lambda facts: facts.state is State.COMPLAINED, Fate.COMPLAINED),
    (lambda facts: facts.state is State.REJECTED, Fate.REJECTED),
)


def class_of(facts: Facts) -> Fate:
    """The one class."""
    return next(fate for holds, fate in _RULES if holds(facts))


def _is_not_handled(facts: Facts) -> bool:
    return facts.state is None or (not facts.is_named and facts.may_follow)


def facts_of(row: Mapping[str, Any], entry: LedgerEntry | None) -> Facts:
    """What a row of the `receipts` table and its customer's row in the ledger say alone."""
    if entry is None:
        return Facts(state=None, is_mailed=row["mailed"])
    return Facts(
        state=entry.state,
        is_named=entry.receipt_id == row["receipt_id"],
        is_replaced=row["receipt_id"] in entry.superseded,
        is_same_bill=entry.bill_id == row["bill_id"],
        is_accepted=entry.state in ACCEPTED or entry.copy_after is not None,
        is_mailed=row["mailed"],
        is_ended=entry.cause == RUN_ENDED and entry.receipt_id == row["receipt_id"],
    )


def fate_of(
    row: Mapping[str, Any], entry: LedgerEntry | None, *, corrects_since: datetime | None = None
) -> Fate:
    """The class of one row of the `receipts` table, given its customer's row in the ledger.

    `corrects_since`: when it was dropped, if it is a correction.
    """
    return class_of(_facts_of(row, entry, corrects_since))


def _facts_of(
    row: Mapping[str, Any], entry: LedgerEntry | None, corrects_since: datetime | None
) -> Facts:
    return replace(facts_of(row, entry), is_correction=_is_older(entry, corrects_since))


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
    """Join rows of one run's `receipts` table with the ledger's month.

    What a correction replaces is no conflict: what was sent before it still stands for a while.
    A replaced receipt whose successor is not out is no better off than that.
    """
    for row in receipts:
        entry = month.get(row["customer_key"])
        facts = _facts_of(row, entry, corrects_since)
        if facts.is_replaced and facts.state not in ACCEPTED:
            facts = replace(facts, is_replaced=False, is_named=True)
        yield Followed(
            currency=row["currency"],
            total=row["total"],
            billed=row["billed"],
            fate=class_of(facts),
            sent_at=entry.sent_at if entry else None,
        )


def _is_older(entry: LedgerEntry | None, than: datetime | None) -> bool:
    accepted = entry.sent_at if entry and entry.state in ACCEPTED else None
    return accepted is not None and than is not None and accepted < than
