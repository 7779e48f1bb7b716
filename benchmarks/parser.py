"""Measure the whole parser against stub endpoints: python -m benchmarks.parser --help."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks.against_stubs import printed_against
from benchmarks.charges import Shape, charges_file
from benchmarks.goals import Verdict
from benchmarks.parser_world import PATH, environment
from benchmarks.report import Grid, conditions, goals, number, show, spread
from benchmarks.stub_answers import found
from benchmarks.stub_aws import Stub

_SIZES, _LARGE = (100_000, 1_000_000), 10_000_000
#: Rows: seconds and bytes at most; None: it has to end.
_LIMITS = {1_000_000: (90, 1.5e9), _LARGE: (None, 6e9)}
#: The slowest size may take so many times as long for a row as the fastest.
_GROWTH = 1.3


@dataclass(frozen=True, slots=True)
class Measured:
    """A file of so many rows, in fresh processes."""

    rows: int
    seconds: tuple[float, ...]
    cpu: tuple[float, ...]
    #: Bytes, the most of each process.
    peak: tuple[float, ...]

    @property
    def file(self) -> str:
        """As a table names it."""
        return str(_shape(self.rows))


def main() -> None:
    """Measure, then show."""
    asked = _arguments()
    measured_in = conditions("polars", "pyarrow", "obstore", "boto3")
    sizes = asked.rows or [*_SIZES, *([_LARGE] if asked.large else [])]
    measured = measure(sizes, asked.rounds, latency=asked.latency / 1000, told=asked.log)
    verdicts = [*_limits(measured), *_growth(measured)]
    grids = [*([goals(verdicts)] if verdicts else []), _each(measured)]
    show(measured_in, grids, markdown=asked.markdown)
    if asked.json:
        told = {"conditions": measured_in, "sizes": [asdict(size) for size in measured]}
        asked.json.write_text(json.dumps(told, indent=2) + "\n")


def measure(sizes: Sequence[int], rounds: int, *, latency: float, told: bool) -> list[Measured]:
    """In turns, each in a process of its own; ten million rows once."""
    found_out: dict[int, list[dict[str, float]]] = {rows: [] for rows in sizes}
    for round_ in range(rounds):
        for rows in sizes:
            if rows < _LARGE or round_ == 0:
                found_out[rows].append(_round(rows, latency, told=told))
    return [
        Measured(
            rows, *(tuple(each[name] for each in times) for name in ("seconds", "cpu", "peak"))
        )
        for rows, times in found_out.items()
    ]


def _round(rows: int, latency: float, *, told: bool) -> dict[str, float]:
    data = charges_file(_shape(rows)).read_bytes()
    stub = Stub(kept={PATH: found(data, checksum=False)}, latency=latency)
    arguments = [str(len(data)), str(rows // 10), *(["--log"] if told else [])]
    printed = printed_against(stub, "benchmarks.parser_round", arguments, environment)
    result: dict[str, float] = json.loads(printed.splitlines()[-1])  # after its own metrics
    return result


def _shape(rows: int) -> Shape:
    return Shape(rows, rows // 10)


def _limits(measured: Sequence[Measured]) -> Iterator[Verdict]:
    for each in measured:
        if each.rows in _LIMITS:
            seconds, most = _LIMITS[each.rows]
            told = spread(each.seconds)
            if seconds:
                met = median(each.seconds) <= seconds
                yield Verdict(f"seconds of the whole parser ≤ {seconds}", each.file, told, met)
            else:
                yield Verdict("the parser comes to an end", each.file, f"{told} s", met=True)
            peak = f"{max(each.peak) / 1e9:.2f} GB"
            goal = f"peak memory ≤ {most / 1e9:g} GB"
            yield Verdict(goal, each.file, peak, max(each.peak) <= most)


def _growth(measured: Sequence[Measured]) -> Iterator[Verdict]:
    if len(measured) > 1:
        each = [_per_row(size) for size in measured]
        times = max(each) / min(each)
        given = ", ".join(f"{size.rows:,}" for size in measured) + " rows"
        goal = f"time per row, slowest size / fastest ≤ {_GROWTH}"
        yield Verdict(goal, given, f"{times:.3g}", times <= _GROWTH)


def _per_row(size: Measured) -> float:
    return median(size.seconds) / size.rows


def _each(measured: Sequence[Measured]) -> Grid:
    head = ("File", "Seconds (range)", "µs per row", "CPU s (range)", "Peak MB (range)")
    rows = [
        (
            size.file,
            spread(size.seconds),
            number(1e6 * _per_row(size)),
            spread(size.cpu),
            spread([peak / 1e6 for peak in size.peak]),
        )
        for size in measured
    ]
    return Grid(head, rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.parser", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", help="instead of 100,000 and a million")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", action="store_true", help="also 10 million rows, once")
    parser.add_argument("--latency", type=float, default=0, help="milliseconds until AWS answers")
    parser.add_argument("--log", action="store_true", help="show what the parser logs, and when")
    parser.add_argument("--markdown", action="store_true", help="print tables to be pasted")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every round's numbers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
