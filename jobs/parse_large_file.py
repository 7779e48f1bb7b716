"""Job: parse a dropped file that is too large for the parser Lambda, by the same rules.

    python jobs/parse_large_file.py --bucket LANDING --key 2024-09/x.csv \\
      --setting AUDIT_BUCKET=… --setting LEDGER_TABLE=… (the parser Lambda's environment)

One process with as much memory and time as its machine has. It writes the same receipts under the
same names as the Lambda, so either may finish what the other began.
"""

import argparse
import sys
from collections.abc import Sequence

from receipts import bootstrap
from receipts.parsing.service import parse_file
from receipts.report.service import write_reports


def main(argv: Sequence[str]) -> int:
    """Parse the current version of one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--bucket", "--key"):
        parser.add_argument(name, required=True)
    parser.add_argument("--setting", action="append", default=[], metavar="NAME=VALUE")
    # Glue adds arguments of its own.
    told, _ = parser.parse_known_args(argv)
    env = dict(setting.split("=", 1) for setting in told.setting)
    ports, settings = bootstrap.parser_of(env)
    file = ports.landing.current(told.bucket, told.key)
    runs = parse_file(file, ports=ports, rulebook=settings, release=settings.release)
    names = [(run.billing_period, run.run_id) for run in runs]
    write_reports(names, ports.audit, settings.reporting)
    for run in runs:
        print(run.billing_period, run.run_id, run.status)  # noqa: T201 - a job's output
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
