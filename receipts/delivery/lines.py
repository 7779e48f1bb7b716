"""Services, charges and what is left of them, in words."""

from dataclasses import dataclass
from decimal import Decimal
from gettext import NullTranslations

from receipts.delivery.figures import Figures
from receipts.delivery.isolated import isolated, untwisted
from receipts.delivery.statement import Charge, Rest, Service
from receipts.delivery.unlinked import unlinked
from receipts.model import Line


@dataclass(frozen=True, slots=True)
class ShownCharge:
    """One line in words; each but the amount is empty where the line has none."""

    description: str
    quantity: str
    price: str
    #: Quantity and price together.
    detail: str
    amount: str


@dataclass(frozen=True, slots=True)
class ShownRest:
    """What is not shown one by one; `number` is the count in words."""

    count: int
    number: str
    amount: str


@dataclass(frozen=True, slots=True)
class ShownService:
    """A service in words. A single line that says nothing more is not shown below it."""

    name: str
    subtotal: str
    charges: tuple[ShownCharge, ...]
    rest: ShownRest | None


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the values of one receipt, which may be anything."""

    words: NullTranslations
    direction: str
    figures: Figures

    def text(self, value: str) -> str:
        """It makes no link and turns nothing around."""
        return isolated(unlinked(untwisted(value)), self.direction)

    def service(self, service: Service) -> ShownService:
        """With its charges, unless there is one that says nothing more."""
        first = service.charges[0]
        says_more = len(service.charges) > 1 or _says_more(first.line)
        return ShownService(
            self.text(service.name),
            self.figures.money(service.subtotal),
            tuple(map(self._charge, service.charges)) if says_more else (),
            self.rest(service.rest),
        )

    def _charge(self, charge: Charge) -> ShownCharge:
        line = charge.line
        quantity = self._quantity(line)
        price = "" if line.unit_price is None else self.figures.money(line.unit_price)
        return ShownCharge(
            self.text(line.description or ""),
            quantity,
            price,
            self._detail(quantity, price),
            self.figures.money(charge.amount),
        )

    def _detail(self, quantity: str, price: str) -> str:
        # Not in the templates: they took 0.3 ms for ten lines, which is a quarter of all.
        gettext = self.words.gettext
        if quantity and price:
            return gettext("%(quantity)s at %(price)s") % {"quantity": quantity, "price": price}
        return gettext("%(price)s each") % {"price": price} if price else quantity

    def _quantity(self, line: Line) -> str:
        if line.quantity is None:
            return ""
        number = self.figures.number(line.quantity)
        if not line.unit:
            return number
        # `12.5 GB-h` runs as its unit does: what is isolated within does not count.
        both = f"{isolated(number, self.direction)} {unlinked(untwisted(line.unit))}"
        return isolated(both, self.direction)

    def rest(self, rest: Rest | None) -> ShownRest | None:
        """None where everything is shown."""
        if not rest:
            return None
        number = self.figures.number(Decimal(rest.count))
        return ShownRest(rest.count, number, self.figures.money(rest.amount))


def _says_more(line: Line) -> bool:
    return bool(line.description) or line.quantity is not None or line.unit_price is not None
