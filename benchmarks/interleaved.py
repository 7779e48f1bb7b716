"""Timing of variants in turns, so that whatever slows the machine slows all of them alike."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Variant:
    """Something to measure."""

    name: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds of a variant, one per round."""

    name: str
    wall: tuple[float, ...]
    #: Of all threads together.
    cpu: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How long one variant takes, in times of another: of the rounds' ratios."""

    median: float
    lowest: float
    highest: float


def interleave(variants: Sequence[Variant], rounds: int) -> list[Timings]:
    """A B C, A B C, …: one round to warm up, then those that count."""
    for variant in variants:
        _timed(variant)
    measured = [[_timed(variant) for variant in variants] for _ in range(rounds)]
    return [
        Timings(variant.name, *zip(*seconds, strict=True))
        for variant, seconds in zip(variants, zip(*measured, strict=True), strict=True)
    ]


def ratio(timings: Timings, to: Timings) -> Ratio:
    """Round by round: what is slow for a while is in both halves of a pair."""
    ratios = [a / b for a, b in zip(timings.wall, to.wall, strict=True)]
    return Ratio(median(ratios), min(ratios), max(ratios))


def _timed(variant: Variant) -> tuple[float, float]:
    """Wall and CPU seconds; the result is thrown away after the clock was read."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    result = variant.run()
    seconds = time.perf_counter() - wall, time.process_time() - cpu
    del result
    return seconds
