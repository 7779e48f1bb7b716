"""What one drop of a file came to, for the person who dropped it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from receipts import money
from receipts.reconciliation.fate import Fate, Followed


class Status(StrEnum):
    """How a run stands."""

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
    #: Why the whole file was rejected, in words.
    file_errors: list[str]

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
    sent = sum(r.fate is Fate.SENT and r.sent_at is not None and r.sent_at >= since for r in good)
    return Outcome(
        file=file,
        run_id=record["run_id"],
        status=_status(record["status"], fates, held=held, sent=sent),
        billing_period=record["billing_period"],
        rows=record["rows"],
        customers=record["customers"],
        receipts=record["receipts"] - len(conflicts),
        held=held,
        problems=record["problems"],
        warnings=record["warnings"],
        sent=sent,
        failed=fates[Fate.FAILED],
        in_doubt=fates[Fate.IN_DOUBT],
        waiting=fates[Fate.WAITING],
        charges_total=record["charges_total"],
        receipts_total=money.plain_each(receipts_total),
        held_total=money.plain_each(_held_total(record, conflicts)),
        billed_total={currency: str(amount) for currency, amount in _coins(billed).items()},
        rounding_difference=money.plain_each(
            {c: money.EXACT.subtract(billed[c], receipts_total[c]) for c in billed}
        ),
        unreadable_amounts=record["unreadable_amounts"],
        held_because=record["held_because"] | ({"conflict": len(conflicts)} if conflicts else {}),
        file_errors=record["file_errors"],
    )


def _status(written: str, fates: Counter[Fate], *, held: int, sent: int) -> Status:
    if written == "rejected":
        return Status.REJECTED
    if held:
        return Status.HELD
    if fates[Fate.FAILED] + fates[Fate.IN_DOUBT] + fates[Fate.WAITING]:
        return Status.INCOMPLETE
    return Status.SENT if sent else Status.ALREADY_SENT


def _held_total(record: Mapping[str, Any], conflicts: list[Followed]) -> dict[str, Decimal]:
    written = ((currency, Decimal(text)) for currency, text in record["held_total"].items())
    return money.by_currency([*written, *((r.currency, r.total) for r in conflicts)])


def _coins(amounts: dict[str, Decimal]) -> dict[str, Decimal]:
    return {currency: money.rounded(amount, currency) for currency, amount in amounts.items()}
