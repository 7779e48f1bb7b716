"""Job: compare what a month billed with what was sent; exit code 1 when anything is open.

    python jobs/reconcile.py --period 2024-09 --audit-bucket NAME --ledger-table NAME

For Glue as for a terminal: credentials, Region and endpoint come from the AWS environment.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from receipts import bootstrap
from receipts.reconciliation.service import reconcile_month


def main(argv: Sequence[str]) -> int:
    """Reconcile one month and print its classes as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--period", "--audit-bucket", "--ledger-table"):
        parser.add_argument(name, required=True)
    # Glue adds arguments of its own.
    told, _ = parser.parse_known_args(argv)
    ports = bootstrap.operator(
        bootstrap.aws_clients(), audit_bucket=told.audit_bucket, ledger_table=told.ledger_table
    )
    result = reconcile_month(told.period, ports=ports, as_of=bootstrap.SystemClock().now())
    summary = dict(result.counts) | {"unexpected": len(result.unexpected)}
    print(json.dumps({"period": told.period, "receipts": summary}))  # noqa: T201 - a job's output
    return 0 if result.is_whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
