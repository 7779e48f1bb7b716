"""Outcomes as tables a finance person can read. No number is ever cut short."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from rich import box
from rich.console import Console, ConsoleDimensions
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from receipts import money
from receipts.parsing.rules import WORDS
from receipts.reconciliation.outcome import Outcome, Status

_COLOURS = {Status.REJECTED: "red", Status.HELD: "yellow", Status.INCOMPLETE: "yellow"}
_UNBOUNDED = 10_000
#: A message lives ten days on its queue.
TOO_LONG = (
    "That is more than a week, and a message lives ten days on its queue: ask AWS for a higher SES"
    " quota, or drop smaller files. SQS deletes what is left over; receipts emit queues it again."
)
#: Of what was dropped, and of what was only judged.
COUNTS = ("rows", "customers", "receipts", "sent", "held")
COUNTS_UNSENT = ("rows", "customers", "receipts", "held")
_AMOUNTS: dict[str, Callable[[Outcome], dict[str, str]]] = {
    "in the files": lambda outcome: outcome.charges_total,
    "on receipts": lambda outcome: outcome.receipts_total,
    "held back": lambda outcome: outcome.held_total,
    "billed": lambda outcome: outcome.billed_total,
    "rounding": lambda outcome: outcome.rounding_difference,
}


def print_outcomes(
    outcomes: Sequence[Outcome], console: Console, *, counts: Sequence[str] = COUNTS
) -> None:
    """Files, money, what is held and why."""
    console.print()
    print_whole(_files(outcomes, counts), console)
    print_whole(_money(outcomes), console)
    for line in _reasons(outcomes):
        console.print(line, highlight=False, soft_wrap=True)


def print_plain(lines: Iterable[str], console: Console) -> None:
    """Lines as they are: a terminal wraps them, and nothing in them is a colour."""
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def to_mend(outcomes: Iterable[Outcome], audit: object) -> list[str]:
    """Where the held rows are, in an audit bucket or its copy in a folder."""
    return [
        f"To mend: {audit}/mend/billing_period={o.billing_period}/{o.run_id}.xlsx"
        for o in outcomes
        if o.held and o.rows
    ]


def print_whole(table: Table, console: Console) -> None:
    """A terminal that is too narrow wraps the lines; rich would cut the numbers."""
    visible = console.size
    unbounded = console.options.update(max_width=_UNBOUNDED)
    whole = max(visible.width, Measurement.get(console, unbounded, table).maximum)
    # Both, since a terminal without capabilities (TERM=dumb) does not ask for the width alone.
    console.size = ConsoleDimensions(whole, visible.height)
    console.print(table)
    console.size = visible


def _files(outcomes: Sequence[Outcome], names: Sequence[str]) -> Table:
    table = Table(title="Receipts", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("file", "month", "status"):
        table.add_column(name, no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for outcome in outcomes:
        colour, status = _COLOURS.get(outcome.status, "green"), outcome.status.replace("_", " ")
        counts = (f"{getattr(outcome, name):,}" for name in names)
        table.add_row(
            escape(outcome.file), outcome.billing_period, f"[{colour}]{status}[/]", *counts
        )
    return table


def _money(outcomes: Sequence[Outcome]) -> Table:
    title = "Money, exact to the last digit"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("currency")
    for name in _AMOUNTS:
        table.add_column(name, justify="right", no_wrap=True)
    for currency in sorted({c for outcome in outcomes for c in outcome.charges_total}):
        sums = (_sum(outcomes, currency, amounts) for amounts in _AMOUNTS.values())
        table.add_row(currency, *(f"{amount:,}" for amount in sums))
    return table


def _sum(
    outcomes: Sequence[Outcome], currency: str, amounts: Callable[[Outcome], dict[str, str]]
) -> Decimal:
    return money.total(Decimal(amounts(outcome).get(currency, "0")) for outcome in outcomes)


def _reasons(outcomes: Sequence[Outcome]) -> list[str]:
    lines = []
    for outcome in outcomes:
        name = escape(f"{outcome.file} ({outcome.billing_period})")
        lines += [f"[red]Rejected[/] {name}: {escape(words)}" for words in outcome.file_errors]
        lines += [
            f"[yellow]Held[/] {name}: {_customers(count)}, {code}: {_first_sentence(code)}"
            for code, count in outcome.held_because.items()
        ]
        lines += [
            f"[yellow]Look[/] {name}: {count:,} {words}"
            for count, words in (
                (outcome.unreadable_amounts, "amounts cannot be read and are in no total"),
                (outcome.failed, "receipts failed and wait in the dead-letter queue"),
                (outcome.in_doubt, "receipts may or may not be out: a person decides"),
                (outcome.ended, "receipts are not sent: the run was ended"),
                (outcome.waiting, "receipts are not out yet"),
            )
            if count
        ]
        lines += [f"[yellow]Look[/] {name}: {words}" for words in _expected(outcome)]
    # Every month of a file has the warnings of the whole file.
    warnings = dict.fromkeys((o.file, words) for o in outcomes for words in o.file_warnings)
    looks = [f"[yellow]Look[/] {escape(file)}: {escape(words)}" for file, words in warnings]
    return lines + looks


def _expected(outcome: Outcome) -> Iterator[str]:
    """When what waits will be out."""
    if outcome.awaits_approval:
        yield f"waits for approval: receipts approve {outcome.run_id}"
    elif outcome.waiting and outcome.last_out_at:
        at = datetime.fromisoformat(outcome.last_out_at)
        yield f"the last receipt will be out about {at:%Y-%m-%d %H:%M} UTC"
        if outcome.is_too_long:
            yield TOO_LONG


def _customers(count: int) -> str:
    return "1 customer" if count == 1 else f"{count:,} customers"


def _first_sentence(code: str) -> str:
    return WORDS[code].partition(". ")[0].rstrip(".") + "."
