"""A minute of small measurements, compared with the recorded ones: make bench-quick."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks import parser_world, worker_world
from benchmarks.against_stubs import printed_against
from benchmarks.quick_rounds import AT_ONCE, LATER
from benchmarks.recorded import changes, complaints
from benchmarks.report import Grid, conditions, number, show
from benchmarks.stub_answers import found
from benchmarks.stub_aws import Stub

_RECORDED = Path(__file__).with_name("recorded.json")
_LATENCY = 0.01


def main() -> int:
    """0: nothing is much slower than recorded. What seems to be is measured once more."""
    asked = _arguments()
    measured_in = conditions("polars", "pyarrow", "obstore", "boto3")
    if asked.record:
        told = {"conditions": measured_in, "ratios": measure([*AT_ONCE, *LATER])}
        _RECORDED.write_text(json.dumps(told, indent=2) + "\n")
        return 0
    told = json.loads(_RECORDED.read_text())
    recorded = told["ratios"]
    measured = measure([*AT_ONCE, *LATER])
    suspects = [each.name for each in changes(recorded, measured) if each.is_worse]
    measured |= measure([name for name in suspects if name in recorded])
    both = f"{measured_in}\nRecorded: {told['conditions']}"
    show(both, [_grid(recorded, measured)], markdown=False)
    wrong = complaints(recorded, measured)
    for complaint in wrong:
        sys.stderr.write(f"{complaint}\n")
    return 1 if wrong else 0


def measure(names: Iterable[str]) -> dict[str, float]:
    """Ours in times of the others; each kind in a process of its own."""
    wanted = set(names)
    measured: dict[str, float] = {}
    for kind, latency in ((AT_ONCE, 0), (LATER, _LATENCY)):
        asked = [name for name in kind if name in wanted]
        if asked:
            answers = {folder: found(body) for folder, body in worker_world.objects().items()}
            printed = printed_against(
                Stub(answers, latency=latency), "benchmarks.quick_rounds", asked, _environment
            )
            measured |= json.loads(printed)
    return measured


def _environment(endpoint: str) -> dict[str, str]:
    return parser_world.environment(endpoint) | worker_world.environment(endpoint)


def _grid(recorded: Mapping[str, float], measured: Mapping[str, float]) -> Grid:
    head = ("Ours / others: times as long", "Now", "Recorded", "Times as slow")
    rows = [
        (
            each.name,
            number(each.measured),
            "-" if each.recorded is None else number(each.recorded),
            "-" if each.times is None else number(each.times),
        )
        for each in changes(recorded, measured)
    ]
    return Grid(head, rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.quick", description=__doc__)
    parser.add_argument("--record", action="store_true", help="write what is measured now instead")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
