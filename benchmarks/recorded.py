"""Are today's ratios much worse than those that were recorded? Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

#: What a busy machine does to the median of paired rounds stays below this.
TOLERATED = 1.5
_AGAIN = "record them with: make bench-quick RECORD=1"


@dataclass(frozen=True, slots=True)
class Change:
    """A ratio, now and as it was recorded; the higher, the slower we are."""

    name: str
    recorded: float | None
    measured: float

    @property
    def times(self) -> float | None:
        """How many times as slow as recorded."""
        return self.measured / self.recorded if self.recorded else None

    @property
    def is_worse(self) -> bool:
        """Whether that is more than is tolerated. What nobody recorded cannot be judged."""
        return self.times is None or self.times > TOLERATED


def changes(recorded: Mapping[str, float], measured: Mapping[str, float]) -> list[Change]:
    """One for each that is measured."""
    return [Change(name, recorded.get(name), value) for name, value in measured.items()]


def complaints(recorded: Mapping[str, float], measured: Mapping[str, float]) -> list[str]:
    """What is wrong, and what to do about it; empty: nothing is."""
    gone = [
        f"{name} is recorded and no longer measured; {_AGAIN}"
        for name in recorded
        if name not in measured
    ]
    return [*(_words(each) for each in changes(recorded, measured) if each.is_worse), *gone]


def _words(change: Change) -> str:
    if change.times is None:
        return f"{change.name} is measured and not recorded; {_AGAIN}"
    return (
        f"{change.name} is {change.measured:.3g}, recorded {change.recorded:.3g}:"
        f" {change.times:.2f} times as slow, twice in a row. Look at what changed since; if it is"
        f" worth it, {_AGAIN}"
    )
