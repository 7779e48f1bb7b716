"""What judges a file and writes its receipts: this process, or many."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import pyarrow as pa

from receipts import keys
from receipts.parsing.evaluate import evaluate
from receipts.parsing.inputs import Inputs
from receipts.parsing.part_tables import WrittenRun
from receipts.parsing.parts import cut, prefixes
from receipts.parsing.put_snapshots import crew
from receipts.parsing.run import Run
from receipts.parsing.write_part import lines_key, write_part
from receipts.ports import AuditStore

#: While one part is written the next one is made ready.
_PARTS_AT_ONCE = 2


class Engine(Protocol):
    """How a file is judged and its receipts are written. All engines come to the same."""

    def evaluate(self, inputs: Inputs) -> list[Run]:
        """As receipts.parsing.evaluate."""
        ...

    def write_receipts(self, run: Run, audit: AuditStore) -> list[pa.Table]:
        """Write snapshots and lines; the run's rows of the `receipts` table, part by part."""
        ...


class InProcess:
    """One process, on all its cores."""

    def evaluate(self, inputs: Inputs) -> list[Run]:
        """Judge a file."""
        return evaluate(inputs)

    def write_receipts(self, run: Run, audit: AuditStore) -> list[pa.Table]:
        """Parts that are written already are not written again."""
        of, written = written_run(run), written_parts(run, audit)
        parts = cut(run.billed, prefixes(run.billed.lines.height))
        with crew() as hands:

            def write(prefix: str) -> pa.Table:
                is_written = lines_key(prefix, of) in written
                part = parts.part(prefix)
                return write_part(part, of, audit, crew=hands, is_written=is_written)

            return _in_order(write, parts.prefixes)


IN_PROCESS = InProcess()


def written_run(run: Run) -> WrittenRun:
    """What a run's rows say of it."""
    return WrittenRun(
        billing_period=run.billing_period,
        run_id=run.run_id,
        source_sha256=run.source_sha256,
        send_zero_totals=run.send_zero_totals,
    )


def written_parts(run: Run, audit: AuditStore) -> frozenset[str]:
    """Keys of the lines of those parts that a try before this one has finished."""
    prefix = keys.run_key("lines", billing_period=run.billing_period, run_id=run.run_id, suffix="")
    return frozenset(audit.keys(prefix))


def _in_order(write: Callable[[str], pa.Table], prefixes: list[str]) -> list[pa.Table]:
    with ThreadPoolExecutor(_PARTS_AT_ONCE) as pool:
        return list(pool.map(write, prefixes))
