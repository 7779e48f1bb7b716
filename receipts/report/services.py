"""What each service comes to. Pure."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

#: So many are named; the others are one row.
MOST = 20


@dataclass(frozen=True, slots=True)
class Service:
    """A service's lines on receipts, exactly."""

    #: Empty for all others together.
    name: str
    lines: int
    total: Decimal
    #: How many services these are.
    services: int = 1


def services_of(lines: pl.DataFrame) -> dict[str, list[Service]]:
    """Per currency the largest, then the rest: they add up to what is on the receipts."""
    grouped = (
        lines.group_by("currency", "service_name")
        .agg(pl.len(), pl.col("charges").sum())
        .sort("currency", pl.col("charges").abs(), "service_name", descending=[False, True, False])
    )
    return {
        str(currency): _named(part)
        for (currency,), part in grouped.partition_by(
            "currency", as_dict=True, include_key=False
        ).items()
    }


def _named(part: pl.DataFrame) -> list[Service]:
    named = [Service(*row) for row in part.head(MOST).iter_rows()]
    rest = part.slice(MOST)
    if not rest.height:
        return named
    lines, total = rest.select(pl.col("len", "charges").sum()).row(0)
    return [*named, Service("", lines, total, rest.height)]
