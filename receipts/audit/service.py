"""Ask the audit data, and look first at what must be known of the months it is asked about."""

import re
from collections.abc import Callable, Iterator

from receipts import keys
from receipts.audit.standing import FOLDERS, notes
from receipts.model import QueryResult
from receipts.port_bundles import AuditPorts
from receipts.ports import AuditStore

_MONTH = re.compile(r"'(20[0-9]{2}-(?:0[1-9]|1[0-2]))'")
#: Columns of the named queries that say so of a receipt.
_UNKNOWN = {"standing", "fate", "why", "billed_since"}


def look(sql: str, audit: AuditStore) -> list[str]:
    """Sentences about the months that a query names; none if all is well."""
    months = sorted(set(_MONTH.findall(sql)))
    return [note for month in months for note in notes(month, _keys(month, audit))]


def ask(sql: str, ports: AuditPorts, *, on_wait: Callable[[int], None]) -> QueryResult:
    """All rows of the answer."""
    return ports.engine.run(sql, on_wait=on_wait)


def unknown_rows(result: QueryResult) -> int:
    """How many rows are about receipts that were not reconciled yet."""
    places = [i for i, (name, _) in enumerate(result.columns) if name in _UNKNOWN]
    return sum(any(row[place] == "unknown" for place in places) for row in result.rows)


def _keys(month: str, audit: AuditStore) -> Iterator[str]:
    for folder in FOLDERS:
        prefix = keys.run_key(folder, billing_period=month, run_id="", suffix="")
        yield from audit.keys(prefix)
