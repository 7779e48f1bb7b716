"""Every call of a clean run, with everything that may happen to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.faults.calls import Call, Site
from tests.faults.drive import drive
from tests.faults.faults import faults_of
from tests.faults.scenarios import SCENARIOS
from tests.faults.verdict import Fate, altered, evidence, fates, strays
from tests.faults.world import World

_FAILURES = set(Fate) - {Fate.SENT, Fate.WAITS, Fate.IN_DOUBT}
#: Whose calls decide whether SES's events are needed: each point is tried without them, too.
_SENDS = "worker"
#: What it calls before there is a mail that events could be about.
_BEFORE_ANY_MAIL = {"s3"}


class Operation(NamedTuple):
    """What a function calls."""

    function: str
    service: str
    operation: str


@dataclass(frozen=True, slots=True)
class Clean:
    """A run in which nothing was spoilt."""

    scenario: str
    calls: tuple[Call, ...]
    #: Audit files and their versions.
    evidence: dict[str, list[bytes]]
    fates: dict[str, Fate]
    #: Why the points would prove nothing; empty: all is well.
    wrong: tuple[str, ...]
    sites: frozenset[Site]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that happens to one call."""

    scenario: str
    call: Call
    fault: str
    #: SES's events never arrive.
    silent: bool = False

    def __str__(self) -> str:
        call = self.call
        where = f"{call.function}, {call.service} {call.operation} no. {call.nth}"
        return f"{self.scenario}: {where}: {self.fault}{', no events' if self.silent else ''}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a point."""

    point: Point
    fates: dict[str, Fate]
    #: What is wrong; empty: all is well.
    wrong: tuple[str, ...]
    operations: frozenset[Operation] = field(default=frozenset())
    sites: frozenset[Site] = field(default=frozenset())


def clean_run(scenario: str, world: World) -> Clean:
    """Nothing is spoilt; every call is noted."""
    world.calls.begin()
    quiet = _run(scenario, world, silent=False)
    calls = tuple(
        Call(*operation, nth)
        for operation, count in sorted(world.calls.counted.items())
        for nth in range(1, count + 1)
    )
    found = fates(SCENARIOS[scenario], world)
    wrong = _wrong(found, quiet) + world.errors
    return Clean(
        scenario, calls, evidence(world), found, tuple(wrong), frozenset(world.calls.sites)
    )


def points_of(clean: Clean) -> Iterator[Point]:
    """All points of a scenario."""
    scenario = SCENARIOS[clean.scenario]
    for call in clean.calls:
        if call.function in scenario.spared:
            continue
        matters = call.function == _SENDS and call.service not in _BEFORE_ANY_MAIL
        for fault in faults_of(call.function, call.service, call.operation):
            yield Point(clean.scenario, call, fault)
            if scenario.silent_too and matters:
                yield Point(clean.scenario, call, fault, silent=True)


def try_point(point: Point, clean: Clean, world: World) -> Outcome:
    """Spoil one call, redeliver until quiet, judge."""
    call = point.call
    spoil = faults_of(call.function, call.service, call.operation)[point.fault]
    world.calls.begin(call, spoil)
    quiet = _run(point.scenario, world, silent=point.silent)
    scenario = SCENARIOS[point.scenario]
    found = fates(scenario, world)
    wrong = _wrong(found, quiet)
    wrong += [] if world.calls.fired else ["the call was never made"]
    wrong += [*altered(world, clean.evidence), *strays(scenario, found, world)]
    return Outcome(
        point,
        found,
        tuple(wrong),
        frozenset(Operation(*operation) for operation in world.calls.counted),
        frozenset(world.calls.sites),
    )


def _wrong(found: dict[str, Fate], quiet: bool) -> list[str]:
    failed = [f"{customer} is {fate}" for customer, fate in found.items() if fate in _FAILURES]
    return failed + ([] if quiet else ["it did not become quiet"])


def _run(scenario: str, world: World, *, silent: bool) -> bool:
    SCENARIOS[scenario].begin(world, silent=silent)
    return drive(world)
