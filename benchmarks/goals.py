"""What is asked of the measurements, and how it went."""

from dataclasses import dataclass

from benchmarks.interleaved import Timings, ratio


@dataclass(frozen=True, slots=True)
class Goal:
    """`of` takes at most `limit` times as long as `to`."""

    of: str
    to: str
    limit: float
    #: Read it the other way round: `to` takes at least `limit` times as long as `of`.
    faster: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Contenders that took turns; the others are told in times of the first."""

    file: str
    timings: tuple[Timings, ...]
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A goal and what was measured; `met` is None where nothing was."""

    goal: str
    file: str
    measured: str
    met: bool | None


def verdicts(comparison: Comparison) -> list[Verdict]:
    """How each goal went."""
    timings = {timing.name: timing for timing in comparison.timings}
    return [_verdict(goal, timings, comparison.file) for goal in comparison.goals]


def _verdict(goal: Goal, timings: dict[str, Timings], file: str) -> Verdict:
    slow, fast = (goal.to, goal.of) if goal.faster else (goal.of, goal.to)
    told = f"{slow} / {fast} {'≥' if goal.faster else '≤'} {goal.limit:g}"
    if not {goal.of, goal.to} <= timings.keys():
        return Verdict(told, file, "not installed: make bench", None)
    times = ratio(timings[slow], timings[fast])
    met = times.median >= goal.limit if goal.faster else times.median <= goal.limit
    measured = f"{times.median:.3g} ({times.lowest:.3g} to {times.highest:.3g})"
    return Verdict(told, file, measured, met)
