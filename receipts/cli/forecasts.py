"""When the last receipt will be out, in words."""

from collections.abc import Iterator

from receipts.cli.supporting import Desk
from receipts.cli.tables import TOO_LONG
from receipts.forecasting import foresee
from receipts.pace import Forecast


def of(desk: Desk) -> Iterator[str]:
    """What waits on the queue now, and how long that will take."""
    ports = desk.ports
    yield from in_words(
        foresee(
            per_second=desk.stack.release.per_second,
            queue=ports.queue,
            desk=ports.desk,
            clock=ports.clock,
        )
    )


def in_words(told: Forecast) -> Iterator[str]:
    """Lines for a person."""
    if not told.waiting:
        yield "Nothing waits on the queue."
        return
    yield (
        f"{told.waiting:,} on the queue; the last one will be out about"
        f" {told.last_out_at:%Y-%m-%d %H:%M} UTC, if nothing stops it."
    )
    if told.is_too_long:
        yield TOO_LONG
