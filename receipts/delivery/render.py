"""A receipt -> what the customer reads. Pure: the same receipt gives the same words."""

import functools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from receipts import keys, money
from receipts.model import Line, Receipt, Seller

# Not the locale's names: those come with the translations.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Subject and plain text."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class _Service:
    name: str
    subtotal: str
    count: int


def render(receipt: Receipt, *, seller: Seller, revision: int) -> Rendered:
    """Services in order of first charge; their subtotals add up to the total."""
    view = _view(receipt, seller, revision)
    text = _template().render(view)
    kind = "Corrected receipt" if revision > 1 else "Receipt"
    return Rendered(f"{kind} {view['number']} from {seller.name}: {view['period']}", text)


def _view(receipt: Receipt, seller: Seller, revision: int) -> dict[str, Any]:
    key = keys.customer_key(receipt.customer_id)
    exact = money.total(line.charges for line in receipt.lines)
    total = money.rounded(exact, receipt.currency)
    unit = money.minor_unit(receipt.currency)
    return {
        "receipt": receipt,
        "seller": seller,
        "revision": revision,
        "number": keys.receipt_number(billing_period=receipt.billing_period, customer_key=key),
        "period": _in_words(receipt.billing_period),
        "services": _services(receipt, total),
        "total": _amount(total, receipt.currency),
        "is_credit": total < 0,
        "small_amounts": any(line.charges % unit for line in receipt.lines),
    }


def _services(receipt: Receipt, total: Decimal) -> list[_Service]:
    by_name: dict[str, list[Line]] = {}
    for line in receipt.lines:
        by_name.setdefault(line.service_name, []).append(line)
    sums = [money.total(line.charges for line in lines) for lines in by_name.values()]
    shares = money.apportioned(sums, total, receipt.currency)
    return [
        _Service(name, _amount(share, receipt.currency), len(by_name[name]))
        for name, share in zip(by_name, shares, strict=True)
    ]


def _amount(amount: Decimal, currency: str) -> str:
    return f"{currency} {amount:,f}"


def _in_words(billing_period: str) -> str:
    first = date.fromisoformat(f"{billing_period}-01")
    return f"{_MONTHS[first.month - 1]} {first.year}"


@functools.cache
def _template() -> Any:
    # Plain text has nothing to escape; the HTML template is to turn autoescape on.
    environment = Environment(  # noqa: S701 - nothing to escape, see above
        loader=PackageLoader("receipts.delivery"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("receipt.txt.j2")
