"""AWS's prices, each with where it was read and when."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for so many of a unit."""

    usd: Decimal
    per: int
    unit: str
    #: The date that the source gives itself.
    as_of: str
    source: str
    #: AWS's own price list, where it can be checked.
    official: str

    def of(self, quantity: Decimal) -> Decimal:
        """US dollars."""
        return self.usd * quantity / self.per


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """All that is billed, by name."""

    region: str
    read_on: date
    prices: Mapping[str, Price]


@cache
def price_list() -> PriceList:
    """The one in prices.toml."""
    text = files(__package__).joinpath("prices.toml").read_text(encoding="utf-8")
    told: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    region, read_on = told.pop("region"), told.pop("read_on")
    return PriceList(
        region=region,
        read_on=read_on,
        prices={name: Price(**price) for name, price in told.items()},
    )
