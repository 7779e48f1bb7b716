"""Measure the whole run without a network: python -m benchmarks.whole --help.

The parser with all it does but sending, against the plain algorithm, which checks nothing.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks import nowhere, plain_parser
from benchmarks.charges import Shape, charges_file
from benchmarks.goals import Comparison
from benchmarks.interleaved import Variant, interleave
from benchmarks.parser_world import KEY, RULEBOOK
from benchmarks.peak import peak
from benchmarks.report import Grid, conditions, show, times
from receipts.config import Release
from receipts.model import DroppedFile
from receipts.parsing.service import parse_file

_NO_JSON, PLAIN = "csv.DictReader, dict", "csv.DictReader, dict, JSON"
_NO_SNAPSHOTS, OURS = "receipts, no snapshots", "receipts"
_RELEASE = Release(require_approval=False, per_second=100_000)


def main() -> None:
    """Measure, then show."""
    asked = _arguments()
    shape = Shape(asked.rows, asked.rows // 10)
    found = contenders(charges_file(shape).read_bytes())
    if asked.peak_of:
        found[asked.peak_of]()
        sys.stdout.write(f"{peak()}\n")
        return
    measured_in = conditions("polars", "pyarrow")
    variants = [Variant(name, run) for name, run in found.items()]
    comparisons = [
        Comparison(f"{shape}, {kind}", tuple(interleave(pair, asked.rounds)))
        for kind, pair in (("no snapshots", variants[:2]), ("snapshots", variants[2:]))
    ]
    peaks = {name: _peak_of(name, asked.rows) for name in found}
    show(measured_in, [times(comparisons), _peaks(shape, peaks)], markdown=asked.markdown)


def contenders(data: bytes) -> dict[str, Callable[[], object]]:
    """Without snapshots, then with them; first the plain one."""
    return {
        _NO_JSON: lambda: plain_parser.group(data),
        _NO_SNAPSHOTS: lambda: _parse(data, is_written=True),
        PLAIN: lambda: plain_parser.group_and_write(data),
        OURS: lambda: _parse(data, is_written=False),
    }


def _parse(data: bytes, *, is_written: bool) -> None:
    """Without snapshots: the run is begun again, and finds them written."""
    file = DroppedFile("landing", KEY, "0", len(data), datetime.now(UTC))
    ports = nowhere.ports(data, is_written=is_written)
    (run,) = parse_file(file, ports=ports, rulebook=RULEBOOK, release=_RELEASE)
    if ports.queue.waiting() != run.receipts.height:
        raise AssertionError("All of a clean file is billed.")


def _peak_of(name: str, rows: int) -> int:
    """Most memory that a fresh process ever had; the file's own bytes are part of it."""
    command = [sys.executable, "-m", "benchmarks.whole", "--rows", str(rows), "--peak-of", name]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - ours


def _peaks(shape: Shape, peaks: dict[str, int]) -> Grid:
    rows = [(str(shape), name, f"{most / 1e6:,.0f} MB") for name, most in peaks.items()]
    return Grid(("File", "In a fresh process", "Peak memory"), rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.whole", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--markdown", action="store_true", help="print tables to be pasted")
    parser.add_argument("--peak-of", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
