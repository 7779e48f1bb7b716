"""A month: what was billed against what was sent. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from receipts.ledger import LedgerEntry
from receipts.reconciliation.fate import Fate, fate_of
from schemas.audit import DELIVERIES

_FINE = (Fate.SENT, Fate.SUPERSEDED, Fate.NOT_MAILED)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Every receipt of the month in exactly one class."""

    #: In the DELIVERIES schema.
    deliveries: pa.Table
    counts: dict[Fate, int]
    #: Customers the ledger has a row for, but no run a receipt: nobody can say what they were sent.
    unexpected: list[str]

    @property
    def is_whole(self) -> bool:
        """Whether all that was billed is out, and nothing else is."""
        fine = sum(self.counts.get(fate, 0) for fate in _FINE)
        return fine == self.deliveries.num_rows and not self.unexpected


def reconcile(
    receipts: Iterable[Mapping[str, Any]], month: Mapping[str, LedgerEntry], *, as_of: datetime
) -> Reconciled:
    """Join the `receipts` tables of a month's runs with its ledger rows.

    A receipt that several runs wrote (the file was dropped again) counts once.
    """
    once = {row["receipt_id"]: row for row in receipts}
    rows = list(_rows(once.values(), month, as_of))
    billed = {row["customer_key"] for row in once.values()}
    return Reconciled(
        pa.Table.from_pylist(rows, schema=DELIVERIES),
        dict(Counter(Fate(row["fate"]) for row in rows)),
        sorted(month.keys() - billed),
    )


def _rows(
    receipts: Iterable[Mapping[str, Any]], month: Mapping[str, LedgerEntry], as_of: datetime
) -> Iterator[dict[str, Any]]:
    taken = [name for name in DELIVERIES.names if name not in {"as_of", "fate", "state", "sent_at"}]
    for receipt in receipts:
        entry = month.get(receipt["customer_key"])
        fate = fate_of(receipt, entry)
        named = entry is not None and entry.receipt_id == receipt["receipt_id"]
        yield {
            **{name: receipt[name] for name in taken},
            "as_of": as_of,
            "fate": fate,
            "state": entry.state if entry and named else None,
            "sent_at": entry.sent_at if entry and named else None,
        }
