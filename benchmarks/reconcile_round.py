"""One reconciliation in a process that does nothing else: its time, memory and classes."""

import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from benchmarks.peak import peak
from benchmarks.reconcile_month import LEDGER_FILE, MONTH, NOW, FolderAudit
from receipts.balance.ledger_rows import read_export
from receipts.balance.service import reconcile_month
from receipts.brake import RunMarks
from receipts.pause import Switch
from receipts.port_bundles import ReconcilePorts


class _Quiet:
    """Nothing is paused, no run was ended, and it is always the same time."""

    def read(self) -> Switch:
        return Switch()

    def find(self, run_id: str) -> RunMarks:
        return RunMarks(run_id=run_id)

    def now(self) -> Any:
        return NOW


def _round(folder: Path) -> None:
    quiet = cast(Any, _Quiet())
    audit = FolderAudit(folder)
    ports = ReconcilePorts(audit=audit, ledger=quiet, runs=quiet, switch=quiet, clock=quiet)
    for report in folder.glob("deliveries/*/*"):
        report.unlink()
    began = time.perf_counter()
    ledger = read_export(folder / LEDGER_FILE, MONTH)
    result = reconcile_month(MONTH, ports=ports, grace=timedelta(days=1), ledger=ledger)
    seconds = time.perf_counter() - began
    assert result.statement, result.findings  # noqa: S101 - a measurement of nothing
    counts = ", ".join(f"{count:,} {fate}" for fate, count in sorted(result.counts.items()))
    sys.stdout.write(f"{seconds:.1f} s, peak {peak() / 1e6:,.0f} MB; {counts}\n")


if __name__ == "__main__":
    _round(Path(sys.argv[1]))
