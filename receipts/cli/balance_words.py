"""A reconciled month in words and tables that finance reads. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from rich import box
from rich.table import Table

from receipts import money
from receipts.balance.month import Reconciled
from receipts.balance.statement import Statement, Sum
from receipts.reconciliation.fate import Fate
from receipts.reconciliation.words import CLASSES

_ZERO = Decimal(0)


def classes_of(statement: Statement) -> Table:
    """One line a class and currency."""
    table = _table("Receipts", "class", "currency")
    for name in ("count", "exact", "billed", "unreadable"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in statement.sums:
        table.add_row(each.fate.replace("_", " "), each.currency or "", *_numbers(each))
    return table


def _numbers(each: Sum) -> tuple[str, ...]:
    count, unreadable = f"{each.count:,}", f"{each.unreadable_amounts:,}"
    if each.currency is None:
        return count, "", "", unreadable
    return count, _amount(each.total), _amount(each.billed), unreadable


def money_of(statement: Statement) -> Table:
    """One line a currency: what the files say is what the other columns add up to."""
    table = _table("Money, exact to the last digit", "currency")
    for name in ("in the files", "in a class", "in an earlier file", "mended later", "difference"):
        table.add_column(name, justify="right", no_wrap=True)
    for currency in statement.currencies:
        amounts = (
            statement.in_files.get(currency, _ZERO),
            statement.in_classes(currency),
            statement.repeated.get(currency, _ZERO),
            statement.mended.get(currency, _ZERO),
            statement.difference(currency),
        )
        table.add_row(currency, *map(_amount, amounts))
    return table


def in_words(result: Reconciled) -> Iterator[str]:
    """What the classes mean, and what there is to do."""
    if result.findings:
        yield f"Nobody can say what {result.billing_period} comes to:"
        yield from (f"  {each.key}: {each.words}" for each in result.findings)
        return
    for fate in (each for each in Fate if each in result.counts):
        meaning, to_do = CLASSES[fate]
        count = f"{result.counts[fate]:,} {fate.replace('_', ' ')}: {meaning}."
        yield f"{count} {to_do}".rstrip()
    yield "All that was billed is out." if result.is_whole else "Something is open."


def _table(title: str, *names: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(name, no_wrap=True)
    return table


def _amount(amount: Decimal) -> str:
    return f"{Decimal(money.plain(amount)):,f}"
