"""The held rows of a file as one workbook to mend."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from receipts.cli.files import refuse_to_overwrite
from receipts.parsing.rejects import MOST_ROWS, as_csv, as_xlsx, rejected_rows
from receipts.parsing.run import Run


def write_rejects(out: Path, runs: Iterable[Run], *, read: Iterable[Path | None]) -> str:
    """Write what is held in any month; what was done, in words. What was read stays."""
    held = [rejected_rows(run) for run in runs if run.held.height]
    if not held:
        return f"Nothing is held: {out} is not written."
    rows = pl.concat(held)
    if rows.height <= MOST_ROWS:
        out.write_bytes(as_xlsx(rows))
        return f"To mend: {out}"
    instead = out.with_suffix(".csv")
    refuse_to_overwrite(instead, *read)
    instead.write_bytes(as_csv(rows))
    return f"To mend: {instead} ({rows.height:,} rows are more than a sheet holds)"
