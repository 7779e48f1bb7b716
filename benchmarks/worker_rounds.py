"""The worker's process: the batches in turns with a plain worker's, then the parts."""

import argparse
from collections.abc import Sequence
from statistics import median

from benchmarks.goals import Verdict
from benchmarks.interleaved import Timings, Variant, interleave, ratio
from benchmarks.plain_worker import PlainWorker
from benchmarks.report import Grid, conditions, goals, show, spread
from benchmarks.worker_parts import Part, measure_parts
from benchmarks.worker_world import bodies
from receipts import bootstrap
from receipts.config import WorkerSettings
from receipts.delivery.batch import deliver_batch
from receipts.port_bundles import WorkerPorts

_RATE_GOAL, _CPU_GOAL = 80, 9
_INVOCATION_SECONDS = 60


def main() -> None:
    """Measure, then show."""
    asked = _arguments()
    measured_in = conditions("boto3", "obstore", "pyarrow")
    ports, settings = bootstrap.worker()
    others, ours = measure(asked.receipts, asked.rounds)
    parts = measure_parts(ports, settings, rounds=asked.rounds, times=20)
    grids = [
        goals(_verdicts(ours, asked.receipts)),
        _batches([others, ours], asked.receipts),
        _shares(parts),
    ]
    show(measured_in, grids, markdown=asked.markdown)


def measure(receipts: int, rounds: int) -> tuple[Timings, Timings]:
    """A batch by a plain worker and by ours."""
    ports, settings = bootstrap.worker()
    plain = PlainWorker(settings)
    variants = [
        Variant("plain worker", lambda: plain.deliver_batch(bodies(receipts))),
        Variant("receipts", lambda: _deliver_batch(receipts, ports, settings)),
    ]
    others, ours = interleave(variants, rounds)
    return others, ours


def _deliver_batch(receipts: int, ports: WorkerPorts, settings: WorkerSettings) -> None:
    """One invocation's messages."""
    failed = deliver_batch(
        bodies(receipts), ports=ports, settings=settings, seconds=_INVOCATION_SECONDS
    )
    if failed:
        raise AssertionError("The stubs refuse nothing: every receipt must be sent.")


def _verdicts(ours: Timings, receipts: int) -> list[Verdict]:
    given = f"{receipts} receipts, SES at 80 ms"
    rates, costs = _rates(ours, receipts), _milliseconds(ours, receipts)
    rate, cost = f"receipts/s ≥ {_RATE_GOAL}", f"CPU ms per receipt ≤ {_CPU_GOAL}"
    return [
        Verdict(rate, given, spread(rates), median(rates) >= _RATE_GOAL),
        Verdict(cost, given, spread(costs), median(costs) <= _CPU_GOAL),
    ]


def _batches(timings: Sequence[Timings], receipts: int) -> Grid:
    """Each worker beside the first."""
    head = ("Worker", "Receipts/s (range)", "CPU ms per receipt (range)", "Times as fast (range)")
    rows = []
    for timing in timings:
        times = ratio(timings[0], timing)
        faster = f"{times.median:.3g} ({times.lowest:.3g} to {times.highest:.3g})"
        told = spread(_rates(timing, receipts)), spread(_milliseconds(timing, receipts))
        rows.append((timing.name, *told, "1" if timing is timings[0] else faster))
    return Grid(head, rows)


def _shares(parts: Sequence[Part]) -> Grid:
    total = sum(part.median for part in parts)
    rows = [(part.name, spread(part.milliseconds), f"{part.median / total:.0%}") for part in parts]
    head = ("Part, one at a time", "CPU ms per receipt (range)", "Share")
    return Grid(head, [*rows, ("all parts", f"{total:.3g}", "")])


def _rates(timing: Timings, receipts: int) -> list[float]:
    return [receipts / seconds for seconds in timing.wall]


def _milliseconds(timing: Timings, receipts: int) -> list[float]:
    return [1000 * seconds / receipts for seconds in timing.cpu]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.worker", description="Measure the worker against stub endpoints."
    )
    parser.add_argument("--receipts", type=int, default=100, help="in one batch")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--markdown", action="store_true", help="print tables to be pasted")
    return parser.parse_args()


if __name__ == "__main__":
    main()
