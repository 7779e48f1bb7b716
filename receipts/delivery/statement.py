"""A receipt -> its figures: what is shown of it, and that it adds up. Pure, and no words yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from receipts import money
from receipts.model import Line, Receipt

#: A receipt of so many lines is shown whole. Of a longer one a few services show a few lines.
MOST_LINES = 60
_FEW_SERVICES, _FEW_LINES = 20, 3
#: Nothing limits a description in a file.
_MOST_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Charge:
    """One line, and its share of the total in minor units."""

    line: Line
    amount: Decimal
    #: The line says more than is shown of it.
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """What is not shown one by one."""

    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Service:
    """A service's subtotal is what its charges and their rest add up to."""

    name: str
    subtotal: Decimal
    charges: tuple[Charge, ...]
    rest: Rest | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every line is shown, and all that it says."""
        return not self.rest and not any(charge.is_cut for charge in self.charges)


@dataclass(frozen=True, slots=True)
class Statement:
    """Services in order of first charge. With their rest they add up to the total."""

    services: tuple[Service, ...]
    total: Decimal
    #: Services that are not shown.
    rest: Rest | None
    #: A line, shown or not, goes below the minor unit.
    small_amounts: bool

    @property
    def is_whole(self) -> bool:
        """Whether every line is shown, and all that it says."""
        return not self.rest and all(service.is_whole for service in self.services)


def state(receipt: Receipt) -> Statement:
    """What is shown of a receipt: of a long one what weighs most, in the order of its lines."""
    groups = _by_service(receipt.lines)
    sums = [money.total(line.charges for line in lines) for lines in groups.values()]
    total = money.rounded(money.total(sums), receipt.currency)
    subtotals = money.apportioned(sums, total, receipt.currency)
    is_long = len(receipt.lines) > MOST_LINES
    shown, rest = _largest(subtotals, most=_FEW_SERVICES if is_long else MOST_LINES)
    named = list(groups.items())
    most_lines = _FEW_LINES if is_long else MOST_LINES
    services = (_service(*named[i], subtotals[i], receipt.currency, most_lines) for i in shown)
    unit = money.minor_unit(receipt.currency)
    return Statement(tuple(services), total, rest, any(x.charges % unit for x in receipt.lines))


def _by_service(lines: Sequence[Line]) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.service_name, []).append(line)
    return groups


def _service(
    name: str, lines: list[Line], subtotal: Decimal, currency: str, most_lines: int
) -> Service:
    shares = money.apportioned([line.charges for line in lines], subtotal, currency)
    shown, rest = _largest(shares, most=most_lines)
    return Service(name, subtotal, tuple(_charge(lines[i], shares[i]) for i in shown), rest)


def _charge(line: Line, share: Decimal) -> Charge:
    description, unit = _cut(line.description), _cut(line.unit)
    if (description, unit) == (line.description, line.unit):
        return Charge(line, share)
    return Charge(replace(line, description=description, unit=unit), share, is_cut=True)


def _cut(text: str | None) -> str | None:
    if text is None or len(text) <= _MOST_CHARACTERS:
        return text
    return f"{text[: _MOST_CHARACTERS - 1]}\N{HORIZONTAL ELLIPSIS}"


def _largest(amounts: Sequence[Decimal], *, most: int) -> tuple[list[int], Rest | None]:
    """Where the largest amounts are, in the order in which they came, and what the others make."""
    by_size = sorted(range(len(amounts)), key=lambda i: -abs(amounts[i]))
    hidden = [amounts[i] for i in by_size[most:]]
    rest = Rest(len(hidden), money.total(hidden)) if hidden else None
    return sorted(by_size[:most]), rest
