"""Months on the ports in memory, and what they come to."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from receipts.balance.month import Reconciled
from receipts.balance.service import reconcile_month
from receipts.ledger import LedgerEntry, State
from receipts.lifecycle import moved
from tests.builders import NOW
from tests.fakes import FakeWorld

MONTH = "2024-09"
DAY = timedelta(days=1)


def reconciled(world: FakeWorld, *, after: timedelta = timedelta(hours=1)) -> Reconciled:
    """The month as it is some time after NOW."""
    world.clock.time = NOW + after
    return reconcile_month(MONTH, ports=world.reconcile, grace=DAY)


def classes(result: Reconciled) -> dict[str, Decimal]:
    """The exact total of each class, whatever the currency."""
    assert result.statement is not None, result.findings
    return {str(each.fate): each.total for each in result.statement.sums}


def fates(result: Reconciled) -> dict[str, str]:
    """Customer -> class, where each customer is there once."""
    rows = result.deliveries.select("customer_id", "fate").rows()
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def move(world: FakeWorld, customer_key: str, state: State, **changes: object) -> LedgerEntry:
    """What an event does to a row."""
    row = world.ledger.rows[(MONTH, customer_key)]
    world.ledger.rows[(MONTH, customer_key)] = replace(moved(row, state, now=NOW), **changes)
    return row


def kept(world: FakeWorld) -> list[str]:
    """The reports that were written."""
    return list(world.audit.keys("deliveries/"))
