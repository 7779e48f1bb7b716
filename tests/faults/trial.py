"""All points on all processors, or some of them here."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tests.faults import coverage
from tests.faults.points import Clean, Operation, Outcome, Point, clean_run, points_of, try_point
from tests.faults.scenarios import SCENARIOS
from tests.faults.verdict import Fate
from tests.faults.world import World, opened


@dataclass(frozen=True, slots=True)
class Report:
    """What is said in the end."""

    outcomes: tuple[Outcome, ...]
    #: Points or calls that are missing, clean runs that are not clean.
    gaps: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether anything is not as it should be."""
        return bool(self.gaps) or any(outcome.wrong for outcome in self.outcomes)

    def lines(self) -> Iterator[str]:
        """One a failure, and the summary last."""
        for outcome in self.outcomes:
            if outcome.wrong:
                yield f"{outcome.point}: {'; '.join(outcome.wrong)}"
        yield from self.gaps
        count = Counter(fate for each in self.outcomes for fate in each.fates.values())
        unlisted = count[Fate.NOT_LISTED]
        listed = f"{unlisted} not listed" if unlisted else "all listed"
        yield (
            f"fault points: {len(self.outcomes)}, lost: {count[Fate.LOST]},"
            f" doubled: {count[Fate.DOUBLED]},"
            f" in doubt: {count[Fate.IN_DOUBT] + unlisted} ({listed})"
        )


def clean_runs(world: World) -> dict[str, Clean]:
    """One of each scenario."""
    return {name: clean_run(name, world) for name in SCENARIOS}


def all_points(clean: dict[str, Clean]) -> list[Point]:
    """Of all scenarios, in order."""
    return [point for each in clean.values() for point in points_of(each)]


def spread(points: Sequence[Point], count: int) -> list[Point]:
    """A sample at even distances, the same each time."""
    return [points[len(points) * n // count] for n in range(count)]


def try_here(points: Iterable[Point], clean: dict[str, Clean], world: World) -> list[Outcome]:
    """One after the other."""
    return [try_point(point, clean[point.scenario], world) for point in points]


def try_everywhere(
    points: Sequence[Point],
    clean: dict[str, Clean],
    *,
    processes: int,
    on_progress: Callable[[int], None],
) -> list[Outcome]:
    """Spread over processes, each with a world of its own."""
    outcomes = []
    # Not forked: polars has threads, and a fork would copy their locks but not them.
    made = multiprocessing.get_context("spawn")
    with made.Pool(processes, _begin, (clean,)) as pool:
        for outcome in pool.imap(_try, points, chunksize=8):
            outcomes.append(outcome)
            on_progress(len(outcomes))
    return outcomes


def report(clean: dict[str, Clean], outcomes: Sequence[Outcome]) -> Report:
    """Judge the whole. The sample of a test may have gaps, the whole may not."""
    spoilt = {Operation(*each.point.call[:3]) for each in outcomes}
    run = {operation for each in outcomes for operation in each.operations}
    seen = {site for each in (*clean.values(), *outcomes) for site in each.sites}
    unclean = [f"{each.scenario}, unspoilt: {why}" for each in clean.values() for why in each.wrong]
    found = coverage.gaps(spoilt, run, seen, coverage.written_sites())
    return Report(tuple(outcomes), (*unclean, *found))


#: Of a process of the pool, from its first point to its end.
_open = ExitStack()
_here: list[tuple[World, dict[str, Clean]]] = []


def _begin(clean: dict[str, Clean]) -> None:
    _here.append((_open.enter_context(opened()), clean))


def _try(point: Point) -> Outcome:
    ((world, clean),) = _here
    return try_point(point, clean[point.scenario], world)
