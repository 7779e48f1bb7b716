"""Lambda: every minute, what is over ends and what waits for a person is counted."""

from typing import Any

from receipts import bootstrap
from receipts.guard import guarded
from receipts.watch.service import watch


@guarded
def handler(event: dict[str, Any], context: object) -> None:
    """A scheduled event in; nothing of it matters."""
    ports, settings = bootstrap.watch()
    watch(ports=ports, in_doubt_hours=settings.in_doubt_hours)
