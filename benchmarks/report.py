"""The measurements as tables: for a terminal, for Markdown, as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.goals import Comparison, Verdict
from benchmarks.interleaved import Timings, ratio

_WHOLE = 100


class Grid(NamedTuple):
    """A table before it is drawn."""

    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


def conditions(*packages: str) -> str:
    """When, with what and on what is measured; asked before, the load is that of others."""
    found = [f"{name} {_version(name)}" for name in packages]
    day = datetime.now(UTC).date()
    machine = f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}"
    return f"{day}, {machine}, Python {platform.python_version()}, {', '.join(found)}"


def times(comparisons: Iterable[Comparison]) -> Grid:
    """Every contender's seconds; each file's first contender is what the others are told in."""
    head = ("File", "Contender", "Median s", "Fastest s", "CPU s", "Ratio to the first (range)")
    rows = []
    for comparison in comparisons:
        first = comparison.timings[0]
        for timings in comparison.timings:
            file = comparison.file if timings is first else ""
            rows.append((file, *_told(timings, first)))
    return Grid(head, rows)


def goals(verdicts: Iterable[Verdict]) -> Grid:
    """Every goal and whether it is met."""
    said = {True: "yes", False: "no", None: "not measured"}
    head = ("Goal", "Given", "Measured: median (range)", "Met")
    return Grid(head, [(v.goal, v.file, v.measured, said[v.met]) for v in verdicts])


def show(measured_in: str, grids: Iterable[Grid], *, markdown: bool) -> None:
    """Print all of it."""
    # Wide enough that nothing is cut or broken when the output goes to a file.
    console = Console(width=None if Console().is_terminal else 200)
    console.print(measured_in, "", sep="\n", highlight=False, soft_wrap=True)
    for grid in grids:
        if markdown:
            console.print(as_markdown(grid), "", sep="\n", markup=False, soft_wrap=True)
        else:
            console.print(as_table(grid))


def as_markdown(grid: Grid) -> str:
    """A table to be pasted."""
    lines = [grid.head, tuple("---" for _ in grid.head), *grid.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_table(grid: Grid) -> Table:
    """A table to be looked at."""
    table = Table(*grid.head)
    for row in grid.rows:
        table.add_row(*row)
    return table


def as_json(
    measured_in: str, comparisons: Sequence[Comparison], verdicts: Sequence[Verdict]
) -> str:
    """Every round's seconds."""
    told = {
        "conditions": measured_in,
        "comparisons": [asdict(comparison) for comparison in comparisons],
        "verdicts": [asdict(verdict) for verdict in verdicts],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def spread(values: Sequence[float]) -> str:
    """The median and the range."""
    return f"{number(median(values))} ({number(min(values))} to {number(max(values))})"


def number(value: float) -> str:
    """Three digits, or whole."""
    return f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:.3g}"


def _told(timings: Timings, first: Timings) -> tuple[str, ...]:
    seconds = (median(timings.wall), min(timings.wall), median(timings.cpu))
    times = ratio(timings, first)
    of_first = f"{times.median:.3g} ({times.lowest:.3g} to {times.highest:.3g})"
    return (
        timings.name,
        *(f"{value:.3f}" for value in seconds),
        "1" if timings is first else of_first,
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
