"""Job: parse a dropped file that is too large for the parser Lambda, by the same rules.

    python -m jobs.parse_large_file --bucket LANDING --key 2024-09/x.csv \\
      --setting AUDIT_BUCKET=… --setting LEDGER_TABLE=… (the parser Lambda's environment)

The stack's parser starts it, and Glue tells it the settings. Without --version-id it takes the
version that stands there now. On Spark: the executors of the Glue job, else this machine's cores
(pyspark 3.5 and Java 17 must be there). docs/large-files.md tells how. It writes the same receipts
under the same names as the Lambda, so either may finish what the other began.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from receipts import bootstrap, hand_over
from receipts.guard import guarded
from receipts.parsing.service import parse_file
from receipts.report.service import write_reports
from receipts.spark.cluster import SparkCluster
from receipts.spark.engine import SparkEngine
from receipts.spark.session import new_session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def main(argv: Sequence[str]) -> int:
    """Parse one version of one object."""
    asked = hand_over.from_arguments(argv)
    ports, settings = bootstrap.parser_of(asked.environment)
    file = asked.file or ports.landing.current(asked.bucket, asked.key)
    with _session() as session:
        engine = SparkEngine(SparkCluster(session), bootstrap.audit_opener(settings.audit_bucket))
        release = settings.release
        runs = parse_file(file, ports=ports, rulebook=settings, release=release, engine=engine)
    names = [(run.billing_period, run.run_id) for run in runs]
    write_reports(names, ports.audit, settings.reporting)
    for run in runs:
        print(run.billing_period, run.run_id, run.status)  # noqa: T201 - a job's output
    return 0


def _session() -> "SparkSession":
    bootstrap.find_java()
    return new_session()


if __name__ == "__main__":
    # What a job prints is its answer.
    bootstrap.log_as_json("parse_large_file", sys.stderr)
    # Glue takes any SystemExit for a failure.
    if code := guarded(main)(sys.argv[1:]):
        sys.exit(code)
