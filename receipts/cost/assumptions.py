"""What is assumed where nothing is counted: times, sizes, what AWS does by itself."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from receipts.pace import Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A number, and why it is that."""

    value: Decimal
    unit: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """What the template gives the worker at a sending rate."""

    rate: int
    concurrency: int
    batch: int
    memory_mb: int

    @property
    def seconds_a_mail(self) -> Decimal:
        """Of one invocation: its pace, not its work, decides how long it takes."""
        interval = Pace(rate=self.rate, concurrency=self.concurrency).interval
        return Decimal(str(interval.total_seconds()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """All of them."""

    by_name: Mapping[str, Assumption]
    #: By SesMaxSendRate.
    workers: Mapping[int, Workers]

    def __getitem__(self, name: str) -> Decimal:
        """A number by its name."""
        return self.by_name[name].value


@cache
def assumptions() -> Assumptions:
    """Those in assumptions.toml."""
    text = files(__package__).joinpath("assumptions.toml").read_text(encoding="utf-8")
    told: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    workers = [Workers(**row) for row in told.pop("workers")]
    return Assumptions(
        by_name={name: _assumption(**row) for name, row in told.items()},
        workers={each.rate: each for each in workers},
    )


def _assumption(*, value: int | Decimal, unit: str, why: str) -> Assumption:
    return Assumption(value=Decimal(value), unit=unit, why=why)
