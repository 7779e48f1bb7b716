"""What is known of one customer, one run or one month, ready to be told. Values only."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from receipts.approval import Approval
from receipts.brake import RunMarks
from receipts.ledger import LedgerEntry, State
from receipts.model import Mode
from receipts.reconciliation.fate import Fate, fate_of

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A run's record, and the drops that led to it."""

    record: Row
    #: The evaluation notes, in order of their drops.
    drops: tuple[Row, ...]

    @property
    def corrects_since(self) -> datetime | None:
        """When a correction was dropped last: it may replace what was sent before."""
        if self.record.get("mode") != Mode.CORRECTION or not self.drops:
            return None
        return datetime.fromisoformat(self.drops[-1]["dropped_at"])


def corrects_since(runs: Iterable[Run]) -> datetime | None:
    """The same of a receipt that several runs made."""
    return max(filter(None, (run.corrects_since for run in runs)), default=None)


@dataclass(frozen=True, slots=True)
class Made:
    """One receipt's content, wherever it came from and went to."""

    #: Of the `receipts` table.
    row: Row
    fate: Fate
    runs: tuple[Run, ...]
    #: Keys of the exact mails.
    mails: tuple[str, ...]
    #: Notes of what people decided.
    decisions: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """The problems of a customer in one run."""

    run: Run
    #: Of the `rejects` table.
    problems: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CustomerMonth:
    """Everything that happened to a customer in one month."""

    billing_period: str
    customer_key: str
    entry: LedgerEntry | None
    made: tuple[Made, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHistory:
    """A run, what became of its receipts, and what people decided about it."""

    run: Run
    #: Of its `receipts` table; None: it bills nobody.
    receipts_sha256: str | None
    fates: Counter[Fate]
    marks: RunMarks
    approval: Approval | None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several runs begin so."""

    run_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """A receipt that a person should look at."""

    customer_id: str
    customer_key: str
    why: str
    cause: str | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the last reconciliation of a month said, which alone knows what is missing or held."""

    #: Aware UTC. It is written down only where something changed.
    as_of: datetime
    fates: Counter[Fate]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a whole."""

    billing_period: str
    runs: tuple[Run, ...]
    fates: Counter[Fate]
    states: Counter[State]
    open: tuple[Open, ...]
    #: Customers with a row in the ledger and no receipt in any run.
    unexpected: tuple[str, ...]
    #: None: the month never was.
    reconciled: Reconciled | None = None


_OPEN = {
    *(Fate.IN_DOUBT, Fate.FAILED, Fate.CONFLICT),
    *(Fate.BOUNCED, Fate.COMPLAINED, Fate.REJECTED),
}


def month_of(
    billing_period: str,
    *,
    runs: Iterable[Run],
    receipts: Iterable[Row],
    ledger: Mapping[str, LedgerEntry],
) -> Month:
    """Join a month's receipts with its ledger rows; a receipt of several runs counts once."""
    by_id = {run.record["run_id"]: run for run in runs}
    made: dict[str, list[Row]] = {}
    for row in receipts:
        made.setdefault(row["receipt_id"], []).append(row)
    once = [rows[-1] for rows in made.values()]
    since = {
        each: corrects_since(by_id[row["run_id"]] for row in rows if row["run_id"] in by_id)
        for each, rows in made.items()
    }
    fates = [
        (row, fate_of(row, ledger.get(row["customer_key"]), corrects_since=since[receipt_id]))
        for receipt_id, row in zip(made, once, strict=True)
    ]
    found = (_open(row, fate, ledger.get(row["customer_key"])) for row, fate in fates)
    return Month(
        billing_period,
        tuple(by_id.values()),
        Counter(fate for _, fate in fates),
        Counter(entry.state for entry in ledger.values()),
        tuple(sorted(filter(None, found), key=lambda each: (each.why, each.customer_id))),
        tuple(sorted(ledger.keys() - {row["customer_key"] for row in once})),
    )


def _open(row: Row, fate: Fate, entry: LedgerEntry | None) -> Open | None:
    if fate not in _OPEN:
        return None
    cause = entry.cause if entry and fate is not Fate.CONFLICT else None
    return Open(row["customer_id"], row["customer_key"], fate.name, cause)


def fates_of(run: Run, receipts: Iterable[Row], ledger: Mapping[str, LedgerEntry]) -> Counter[Fate]:
    """How many receipts of a run are in each class."""
    since = run.corrects_since
    return Counter(
        fate_of(row, ledger.get(row["customer_key"]), corrects_since=since) for row in receipts
    )
