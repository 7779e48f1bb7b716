"""Measure how long the worker takes to start: python -m benchmarks.startup --help."""

import argparse
import subprocess
import sys

from benchmarks.goals import Comparison, Goal, verdicts
from benchmarks.interleaved import Timings
from benchmarks.report import conditions, goals, show, times
from benchmarks.worker_world import environment

_WORKER = """
import lambdas.worker
from receipts import bootstrap
bootstrap.log_as_json("worker")
bootstrap.worker()
"""
#: Each in a process of its own; what Python itself takes to start is not counted.
_STARTS = {
    "boto3's clients": """
import boto3
session = boto3.Session()
clients = [session.client(name) for name in ("dynamodb", "sesv2", "sqs")]
""",
    "the worker": _WORKER,
    # pyarrow imports numpy where there is one; nothing that the worker needs asks for it.
    "the worker, no numpy beside it": f"import sys; sys.modules['numpy'] = None\n{_WORKER}",
}
_TIMED = """
import time
wall, cpu = time.perf_counter(), time.process_time()
{start}
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def main() -> None:
    """Measure, then show."""
    asked = _arguments()
    measured_in = conditions("boto3", "obstore", "pyarrow", "babel", "jinja2")
    rounds = [[_seconds(start) for start in _STARTS.values()] for _ in range(1 + asked.rounds)]
    # The first round wrote what Python compiled.
    timings = [
        Timings(name, *zip(*seconds, strict=True))
        for name, seconds in zip(_STARTS, zip(*rounds[1:], strict=True), strict=True)
    ]
    comparison = Comparison(
        "fresh processes", tuple(timings), (Goal("the worker", "boto3's clients", 2),)
    )
    show(measured_in, [goals(verdicts(comparison)), times([comparison])], markdown=asked.markdown)


def _seconds(start: str) -> tuple[float, float]:
    """Wall and CPU."""
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", _TIMED.format(start=start)],
        env=environment("http://127.0.0.1:9"),
        check=True,
        capture_output=True,
        text=True,
    )
    wall, cpu = map(float, done.stdout.split())
    return wall, cpu


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.startup", description="Measure how long the worker takes to start."
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--markdown", action="store_true", help="print tables to be pasted")
    return parser.parse_args()


if __name__ == "__main__":
    main()
