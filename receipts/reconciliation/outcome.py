"""What one drop of a file came to, for the person who dropped it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from receipts import money
from receipts.reconciliation.fate import OUT, Fate, Followed


class Status(StrEnum):
    """How a run stands."""

    #: Everybody would have a receipt: it was judged, not dropped.
    ACCEPTED = "accepted"
    SENT = "sent"
    #: Everything in it had been sent before.
    ALREADY_SENT = "already_sent"
    #: Some customers are held back.
    HELD = "held"
    #: Some receipts are not out yet, failed or in doubt.
    INCOMPLETE = "incomplete"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Counts, and exact amounts as decimal text per currency."""

    file: str
    run_id: str
    status: Status
    billing_period: str
    #: Rows of charges; customers = receipts + held.
    rows: int
    customers: int
    receipts: int
    held: int
    problems: int
    warnings: int
    #: Mails that went out for this drop.
    sent: int
    failed: int
    in_doubt: int
    waiting: int
    #: Not sent, because a person ended the run.
    ended: int
    #: Receipts over nothing, which the stack does not mail.
    not_mailed: int
    #: charges_total = receipts_total + held_total, over all amounts that can be read.
    charges_total: dict[str, str]
    receipts_total: dict[str, str]
    held_total: dict[str, str]
    #: The sum of the rounded receipts, and what rounding added.
    billed_total: dict[str, str]
    rounding_difference: dict[str, str]
    unreadable_amounts: int
    #: Code -> customers held for it.
    held_because: dict[str, int]
    #: Why the whole file was rejected, in words, and what is worth a look.
    file_errors: list[str]
    file_warnings: list[str]
    #: Nothing of it is sent before a person approves the run.
    awaits_approval: bool = False
    #: When the last receipt was expected to be out, as ISO 8601 UTC; None: nobody said.
    last_out_at: str | None = None
    #: Whether that was more than a week away.
    is_too_long: bool = False

    def as_json(self) -> dict[str, Any]:
        """For summary.json."""
        return asdict(self)


def outcome(
    file: str, record: Mapping[str, Any], followed: Iterable[Followed], *, since: datetime
) -> Outcome:
    """Join a run's record with what became of its receipts."""
    followed = list(followed)
    fates = Counter(receipt.fate for receipt in followed)
    conflicts = [receipt for receipt in followed if receipt.fate is Fate.CONFLICT]
    good = [receipt for receipt in followed if receipt.fate is not Fate.CONFLICT]
    held = record["held"] + len(conflicts)
    receipts_total = money.by_currency((r.currency, r.total) for r in good)
    billed = money.by_currency((r.currency, r.billed) for r in good)
    sent = sum(r.fate in OUT and r.sent_at is not None and r.sent_at >= since for r in good)
    changed = {
        "status": _status(record["status"], fates, held=held, sent=sent),
        "receipts": record["receipts"] - len(conflicts),
        "held": held,
        "sent": sent,
        "failed": fates[Fate.FAILED],
        "in_doubt": fates[Fate.IN_DOUBT],
        "waiting": fates[Fate.WAITING],
        "ended": fates[Fate.ENDED],
        "not_mailed": fates[Fate.NOT_MAILED],
        "receipts_total": money.plain_each(receipts_total),
        "held_total": money.plain_each(_held_total(record, conflicts)),
        "billed_total": {currency: str(amount) for currency, amount in _coins(billed).items()},
        "rounding_difference": _rounding(billed, receipts_total),
        "held_because": record["held_because"]
        | ({"conflict": len(conflicts)} if conflicts else {}),
    }
    return Outcome(file=file, **_recorded(record) | changed)


def foreseen(file: str, record: Mapping[str, Any], *, not_mailed: int) -> Outcome:
    """What a run would come to, were it dropped now and nothing of its month sent before."""
    billed, exact = _amounts(record["billed_total"]), _amounts(record["receipts_total"])
    added = {
        "status": Status(record["status"]),
        **dict.fromkeys(("sent", "failed", "in_doubt", "waiting", "ended"), 0),
        "not_mailed": not_mailed,
        "rounding_difference": _rounding(billed, exact),
    }
    return Outcome(file=file, **_recorded(record) | added)


def _recorded(record: Mapping[str, Any]) -> dict[str, Any]:
    """Of a run's record what an outcome tells as well."""
    return {f.name: record[f.name] for f in fields(Outcome) if f.name in record}


def _amounts(texts: Mapping[str, str]) -> dict[str, Decimal]:
    return {currency: Decimal(text) for currency, text in texts.items()}


def _rounding(billed: Mapping[str, Decimal], exact: Mapping[str, Decimal]) -> dict[str, str]:
    return money.plain_each({c: money.EXACT.subtract(billed[c], exact[c]) for c in billed})


def _status(written: str, fates: Counter[Fate], *, held: int, sent: int) -> Status:
    if written == "rejected":
        return Status.REJECTED
    if held:
        return Status.HELD
    if any(fates[fate] for fate in _UNFINISHED):
        return Status.INCOMPLETE
    return Status.SENT if sent else Status.ALREADY_SENT


_UNFINISHED = (Fate.FAILED, Fate.IN_DOUBT, Fate.WAITING, Fate.ENDED)


def _held_total(record: Mapping[str, Any], conflicts: list[Followed]) -> dict[str, Decimal]:
    written = _amounts(record["held_total"]).items()
    return money.by_currency([*written, *((r.currency, r.total) for r in conflicts)])


def _coins(amounts: dict[str, Decimal]) -> dict[str, Decimal]:
    return {currency: money.rounded(amount, currency) for currency, amount in amounts.items()}
