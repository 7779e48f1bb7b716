"""A reconciled month in words and tables that finance reads. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from rich import box
from rich.table import Table

from receipts import money
from receipts.balance.month import Reconciled
from receipts.balance.statement import Statement, Sum
from receipts.reconciliation.fate import Fate

_ZERO = Decimal(0)

#: What a class means, and what there is to do; nothing where nothing is.
CLASSES: dict[Fate, tuple[str, str]] = {
    Fate.DELIVERED: ("the customer's mail server took it", ""),
    Fate.SENT: ("SES has it, and no word of its delivery yet", ""),
    Fate.BOUNCED: (
        "the address refused it",
        "Mend the address and drop the file again: it is sent under the same number.",
    ),
    Fate.COMPLAINED: ("it arrived, and the customer called it spam", ""),
    Fate.REJECTED: (
        "SES took it and did not send it",
        "`receipts show CUSTOMER` has the cause. Mend that; drop the charges under corrections/.",
    ),
    Fate.IN_DOUBT: (
        "nobody knows whether it was sent",
        "Decide: `receipts resolve`, see docs/runbooks/in-doubt.md.",
    ),
    Fate.FAILED: (
        "certainly not sent, it waits in the dead-letter queue",
        "`receipts dlq list` has the causes, see docs/runbooks/redrive.md.",
    ),
    Fate.WAITING: ("not out yet", "Wait; `receipts show` says until when, or what stops it."),
    Fate.MISSING: (
        "should be out, and the ledger does not know it",
        "See docs/runbooks/missing.md.",
    ),
    Fate.CONFLICT: (
        "the customer has another receipt of this month",
        "Combine the files, or drop this one under corrections/.",
    ),
    Fate.HELD: (
        "rows with problems, so there is no receipt",
        "Mend the rows in the run's workbook under rejects/ and drop it; or `receipts end RUN`.",
    ),
    Fate.SUPERSEDED: ("another receipt took its place", ""),
    Fate.ENDED: ("a person ended its run", ""),
    Fate.NOT_MAILED: ("a total of zero, which this stack does not mail", ""),
    Fate.UNEXPECTED: (
        "the ledger has a mail that no run accounts for",
        "See docs/runbooks/missing.md.",
    ),
}


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
