"""A month's cost as tables, for a terminal or a document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rich import box
from rich.markup import escape
from rich.table import Table

from receipts.cost.assumptions import Assumptions
from receipts.cost.bill import Bill
from receipts.cost.calls import RULES
from receipts.cost.items import Group
from receipts.cost.prices import PriceList

_SUMS = {
    Group.RECEIPTS: "everything but SES and what is fixed",
    Group.SES: "SES",
    Group.FIXED: "fixed, each month",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A table; its first `texts` columns are words, the others numbers."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    texts: int


def bills(told: Sequence[Bill]) -> Told:
    """Side by side, item by item."""
    sizes = tuple(f"{bill.month.customers:,} receipts" for bill in told)
    rows = [row for group in Group for row in _group(group, told)]
    rows.append(("all together", *_row(bill.sum_of() for bill in told)))
    return Told("US dollars of a month", ("item", *sizes), rows, texts=1)


def _group(group: Group, told: Sequence[Bill]) -> Iterator[tuple[str, ...]]:
    names = (charge.name for bill in told for charge in bill.charges if charge.group is group)
    for name in dict.fromkeys(names):
        yield name, *_row(bill.charge(group, name) for bill in told)
    yield f"= {_SUMS[group]}", *_row(bill.sum_of(group) for bill in told)
    if group is Group.RECEIPTS:
        yield "= the same for 100,000 receipts", *_row(bill.per_100_000 for bill in told)


def _row(amounts: Iterator[Decimal]) -> Iterator[str]:
    return (f"{amount:,.3f}" for amount in amounts)


def basis(prices: PriceList, assumed: Assumptions) -> list[Told]:
    """What the amounts are made of."""
    priced = [
        (f"{price.usd:f}", f"{price.per:,} {price.unit}", price.as_of, price.source)
        for price in prices.prices.values()
    ]
    taken = [(f"{each.value:,f}", each.unit, each.why) for each in assumed.by_name.values()]
    calls = [(" ".join(rule.call), str(rule.times), rule.per, rule.what) for rule in RULES]
    return [
        Told("Prices", ("US dollars", "for", "as of", "read at"), priced, texts=4),
        Told("Assumptions", ("number", "of", "what it is"), taken, texts=3),
        Told("Calls", ("call", "times", "for each", "what for"), calls, texts=4),
    ]


def beneath(prices: PriceList) -> list[str]:
    """What has to be known of the figures."""
    return [
        f"List prices of {prices.region}, read {prices.read_on}, without free tiers; sums are of"
        " exact amounts. Not in it: data transfer, dedicated IP addresses, Athena's queries, tax.",
        "Where the prices are from, and what is assumed: --basis",
    ]


def as_table(told: Told) -> Table:
    """For a terminal."""
    table = Table(title=told.title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for position, name in enumerate(told.columns):
        justify: Literal["left", "right"] = "right" if position >= told.texts else "left"
        table.add_column(name, justify=justify, no_wrap=True)
    for row in told.rows:
        table.add_row(*map(escape, row))
    return table


def as_markdown(told: Told) -> Iterator[str]:
    """For a document."""
    rules = ["---:" if position >= told.texts else "---" for position in range(len(told.columns))]
    for row in (told.columns, rules, *told.rows):
        yield f"| {' | '.join(row)} |"
