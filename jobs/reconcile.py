"""Job: compare what months billed with what was sent, for Glue every day as for a terminal.

    python jobs/reconcile.py --audit-bucket NAME --ledger-table NAME --stack-name NAME

Without --period, all open months. Credentials, Region and endpoint come from the AWS environment.
Exit code: 0 each month is told, 70 at least one does not fit together (the log says where).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from receipts import bootstrap
from receipts.balance.daily import reconcile_all
from receipts.balance.lateness import late_months
from receipts.balance.ledger_rows import read_export
from receipts.balance.month import Reconciled
from receipts.balance.service import open_periods, reconcile_month
from receipts.guard import guarded

#: sysexits.h: as the commands have it.
_EX_SOFTWARE = 70


def main(argv: Sequence[str]) -> int:
    """Reconcile, and print each month's classes as JSON."""
    told = _arguments(argv)
    client = bootstrap.aws_clients()
    ports = bootstrap.reconciler(
        client, audit_bucket=told.audit_bucket, ledger_table=told.ledger_table
    )
    now = ports.clock.now()
    periods = told.period or open_periods(ports.audit, now=now, days=told.open_period_days)
    results = reconcile_all(
        periods,
        lambda period: reconcile_month(
            period,
            ports=ports,
            grace=timedelta(hours=told.missing_after_hours),
            ledger=read_export(told.ledger_file, period) if told.ledger_file else None,
        ),
        gauges=bootstrap.month_gauges(client, told.stack_name),
        late=late_months(ports.audit, now=now, expected_by_day=told.expected_by_day),
    )
    for result in results:
        print(json.dumps(_summary(result)))  # noqa: T201 - a job's output
    return _EX_SOFTWARE if any(result.findings for result in results) else 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--audit-bucket", "--ledger-table", "--stack-name"):
        parser.add_argument(name, required=True)
    parser.add_argument("--period", action="append", metavar="YYYY-MM")
    parser.add_argument("--missing-after-hours", type=int, default=24)
    parser.add_argument("--open-period-days", type=int, default=45)
    words = "say so when last month's charges were not dropped by this day of this one; 0: never"
    parser.add_argument("--expected-by-day", type=int, default=0, help=words)
    words = "the ledger's rows, Parquet or JSON lines, instead of the table"
    parser.add_argument("--ledger-file", type=Path, help=words)
    # Glue adds arguments of its own.
    return parser.parse_known_args(argv)[0]


def _summary(result: Reconciled) -> dict[str, object]:
    return {
        "period": result.billing_period,
        "receipts": {str(fate): count for fate, count in sorted(result.counts.items())},
        "findings": [{"key": each.key, "words": each.words} for each in result.findings],
    }


if __name__ == "__main__":
    # What a job prints is its answer.
    bootstrap.log_as_json("reconcile", sys.stderr)
    # Glue takes any SystemExit for a failure.
    if code := guarded(main)(sys.argv[1:]):
        sys.exit(code)
