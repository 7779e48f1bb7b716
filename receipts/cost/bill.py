"""Counts times prices. Pure, and exact: only what is shown is rounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from receipts.cost.assumptions import Assumptions
from receipts.cost.fixed import used_anyway
from receipts.cost.items import Group
from receipts.cost.month import Month
from receipts.cost.prices import Price
from receipts.cost.usage import used_by_mails, used_by_receipts

_HUNDRED_THOUSAND = 100_000


@dataclass(frozen=True, slots=True)
class Charge:
    """US dollars for one item."""

    group: Group
    name: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """What a month costs."""

    month: Month
    charges: tuple[Charge, ...]

    def charge(self, group: Group, name: str) -> Decimal:
        """US dollars of one item; of none, nothing."""
        found = (each.usd for each in self.charges if (each.group, each.name) == (group, name))
        return next(found, Decimal(0))

    def sum_of(self, *groups: Group) -> Decimal:
        """US dollars of some groups; of all without any."""
        return sum(
            (charge.usd for charge in self.charges if charge.group in (groups or tuple(Group))),
            Decimal(0),
        )

    @property
    def per_100_000(self) -> Decimal:
        """Of everything but SES and what is fixed, for so many receipts."""
        return self.sum_of(Group.RECEIPTS) * _HUNDRED_THOUSAND / self.month.customers


def bill_of(month: Month, assumed: Assumptions, prices: Mapping[str, Price]) -> Bill:
    """Each item with its price."""
    items = [*used_by_receipts(month, assumed), *used_by_mails(month), *used_anyway(assumed)]
    return Bill(
        month,
        tuple(
            Charge(
                item.group,
                item.name,
                sum((prices[name].of(quantity) for name, quantity in item.used), Decimal(0)),
            )
            for item in items
        ),
    )
