"""How a stack stands: what stops, what waits, what a person should decide."""

from collections.abc import Iterator
from datetime import timedelta

from receipts.cli import following, forecasts, pause_words
from receipts.cli.supporting import Desk


def in_words(desk: Desk) -> Iterator[str]:
    """Lines for a person at 3 a.m."""
    pause = desk.ports.switch.read().pause
    if pause:
        yield from pause_words.in_words(pause)
    else:
        yield "Sending is not paused."
    if mailbox := desk.stack.mailbox:
        yield f"A trial: every mail goes to {mailbox}."
    yield from forecasts.of(desk)
    hours = int(desk.stack.parameter("InDoubtHours"))
    before = desk.ports.clock.now() - timedelta(hours=hours)
    overdue = desk.ports.ledger.overdue_doubts(before)
    yield f"In doubt for more than {hours} hours: {overdue:,}"
    yield from following.ringing(desk)
    yield "Dead letters: receipts dlq list. A month: receipts show PERIOD."
