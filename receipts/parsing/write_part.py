"""Write one part of a run: its snapshots, then its lines, which say that all of it is there."""

import logging

import pyarrow as pa

from receipts import keys, snapshots
from receipts.parsing.part_tables import WrittenRun, part_tables
from receipts.parsing.parts import Part
from receipts.parsing.put_snapshots import Crew, put_snapshots
from receipts.ports import AuditObjects

_log = logging.getLogger(__name__)


def write_part(
    part: Part, of: WrittenRun, audit: AuditObjects, *, crew: Crew, is_written: bool
) -> pa.Table:
    """Put the snapshots, then the lines; the part's rows of the `receipts` table.

    A part `is_written` when its lines are in the bucket: they are put after all its snapshots.
    """
    tables = part_tables(part.billed, of)
    count = tables.receipts.num_rows
    if count and not is_written:
        put_snapshots(tables, audit, crew)
        lines = snapshots.encode_many(tables.lines)
        audit.put_new(lines_key(part.prefix, of), lines)
    extra = {"run_id": of.run_id, "part": part.prefix, "receipts": count, "is_new": not is_written}
    _log.info("part_written", extra=extra)
    return tables.receipts


def lines_key(prefix: str, of: WrittenRun) -> str:
    """Where the lines of a part are."""
    return keys.lines_key(billing_period=of.billing_period, run_id=of.run_id, prefix=prefix)
