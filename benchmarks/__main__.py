"""Everything, one after the other, as tables for the README: make bench."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import growth

#: What the README shows.
_CURVE = Path(__file__).with_name("parser-memory.svg")


def main() -> None:
    """Stops at the first that fails."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--large", action="store_true", help="ten million rows, too: an hour")
    large = parser.parse_args().large
    with tempfile.TemporaryDirectory() as folder:
        measured = Path(folder, "parser.json")
        for title, module, *arguments in _all(measured, large=large):
            sys.stdout.write(f"\n### {title}\n\n")
            sys.stdout.flush()
            subprocess.run([sys.executable, "-m", f"benchmarks.{module}", *arguments], check=True)  # noqa: S603 - ours
        if large:
            growth.main(measured, _CURVE)


def _all(measured: Path, *, large: bool) -> Iterator[tuple[str, ...]]:
    """Title, module and arguments."""
    also = ["--large"] if large else []
    yield "Judging a file", "validate", "--markdown", *also
    yield "Snapshots", "snapshots", "--markdown"
    yield "Snapshots, S3 as it is", "snapshots", "--markdown", "--latency", "30"
    yield "Queueing", "queue", "--markdown"
    yield "Queueing, SQS as it is", "queue", "--markdown", "--latency", "15"
    yield "The whole parser", "parser", "--markdown", "--json", str(measured), *also
    yield "Without a network", "whole", "--markdown"
    yield "Sending a batch", "worker", "--markdown"
    yield "Making a mail", "mails", "--markdown"
    yield "Starting", "startup", "--markdown"
    yield "Reconciling a month", "reconcile"
    yield "What the stubs answer at most", "stub_ceiling"


if __name__ == "__main__":
    main()
