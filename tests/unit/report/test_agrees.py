"""Reconciliation, the reports of its runs and `receipts audit` say the same of one month."""

import copy
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from receipts.balance.month import Reconciled
from receipts.balance.statement import sums_of
from receipts.reconciliation.fate import Fate
from receipts.report.figures import Figures, figures_of
from receipts.report.reading import read_outcome, read_run
from receipts.support import records
from tests.audit_world import ask
from tests.audited import three_months
from tests.builders import REPORTING
from tests.fakes import FakeWorld
from tests.unit.balance.months import MONTH, reconciled
from tests.unit.balance.test_random_months import Life, files, steps

#: Class, currency, receipts, exact, billed.
Row = tuple[str, str, int, Decimal, Decimal]
NOTHING = Decimal(0)


def reports(world: FakeWorld) -> list[Figures]:
    """Of every run of the month, with what became of its receipts."""
    outcome = read_outcome(MONTH, world.audit, until=world.clock.now())
    runs = [each.record["run_id"] for each in records.runs_of_month(MONTH, world.audit)]
    found = [replace(read_run(MONTH, run, world.audit), outcome=outcome) for run in runs]
    return [figures_of(each, REPORTING) for each in found]


def by_reconciliation(result: Reconciled) -> set[Row]:
    """Of what has a receipt: what is held has none, and what is unexpected no amount."""
    has_receipt = pl.col("receipt_id").is_not_null() & (pl.col("fate") != Fate.UNEXPECTED.value)
    return {
        (str(each.fate), each.currency, each.count, each.total, each.billed)
        for each in sums_of(result.deliveries.filter(has_receipt))
    }


def by_query(world: FakeWorld) -> set[Row]:
    names = ("fate", "currency", "receipts", "total", "billed")
    return added(tuple(row[name] for name in names) for row in ask(world, "fates", period=MONTH))


def by_reports(shown: Iterable[Figures]) -> set[Row]:
    return added(
        (each.fate, each.currency, each.receipts, each.exact, each.billed)
        for figures in shown
        for each in figures.fates.classes
    )


def added(rows: Iterable[Row]) -> set[Row]:
    sums: dict[tuple[str, str], tuple] = defaultdict(lambda: (0, NOTHING, NOTHING))
    for fate, currency, *amounts in rows:
        known = sums[fate, currency]
        sums[fate, currency] = tuple(a + b for a, b in zip(known, amounts, strict=True))
    return {(*key, *amounts) for key, amounts in sums.items()}


def exact(rows: Iterable[Row], currency: str) -> Decimal:
    return sum((row[3] for row in rows if row[1] == currency), NOTHING)


def held_in_classes(result: Reconciled, currency: str) -> Decimal:
    held = pl.col("receipt_id").is_null() & (pl.col("currency") == currency)
    rows = result.deliveries.filter(held)
    return sum(rows["total"].drop_nulls(), NOTHING)


def assert_told_alike(world: FakeWorld, *, hours: int) -> None:
    result = reconciled(world, after=timedelta(hours=hours))
    shown = reports(world)
    statement, classes, of_runs = result.statement, by_reconciliation(result), by_reports(shown)
    assert statement is not None, result.findings
    assert by_query(world) == classes
    assert {row[:2] for row in of_runs} == {row[:2] for row in classes}
    for currency in statement.currencies:
        # A run's report has all receipts of the run, also those that an earlier run has just so.
        repeated = statement.repeated.get(currency, NOTHING)
        assert exact(of_runs, currency) == exact(classes, currency) + repeated
        money = [row for each in shown for row in each.money if row.currency == currency]
        mended = statement.mended.get(currency, NOTHING)
        held = sum((row.held for row in money), NOTHING)
        assert held == held_in_classes(result, currency) + mended
        assert sum((row.charged for row in money), NOTHING) == statement.in_files.get(currency, 0)


def test_a_month_with_all_that_can_happen_is_told_alike():
    assert_told_alike(copy.deepcopy(three_months()), hours=3)


# Shrinking asks DuckDB too often.
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=set(Phase) - {Phase.shrink, Phase.explain},
)
@given(files, st.lists(steps, max_size=8), st.sampled_from([1, 50]))
def test_any_month_is_told_alike(first, then, hours):
    life = Life()
    life.drop(first)
    for what, told in then:
        life.do(what, told)

    assert_told_alike(life.world, hours=hours)
