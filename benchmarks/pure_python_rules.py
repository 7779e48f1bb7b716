"""The rules about one line of charges, and what a line is when they are done with it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

from benchmarks.pure_python_csv import Record
from receipts.money import CURRENCIES

UNKNOWN_MONTH = "unknown"
UNKNOWN_CURRENCY = "XXX"

_REQUIRED = ("customer_id", "customer_name", "email", "service_name", "charges")
_COLUMNS = (
    *_REQUIRED,
    *("currency", "quantity", "unit", "unit_price", "description", "billing_period", "locale"),
)
_MAX_LENGTH = {"customer_id": 256, "customer_name": 200, "service_name": 200}
_ONE_LINE = (*_MAX_LENGTH, "description", "unit")
_WHITE_SPACE = (
    " \t\r\n\u00a0\u1680\u180e\u2007\u200b\u200c\u200d\u202f\u2028\u2029\u2060\u3000\ufeff"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,12}0*)?")
_QUANTITY = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,18}0*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
_MONTH_IN_KEY = re.compile(rf"(?<![0-9]){_MONTH.pattern}(?![0-9])")

_Cells = Mapping[str, str | None]


class Line(NamedTuple):
    """A line of charges, judged by itself."""

    number: int
    month: str
    #: None where the id cannot be used.
    customer: str | None
    codes: frozenset[str]
    #: Name, address and currency; None where there is nothing to compare.
    identity: tuple[str | None, str | None, str | None]
    currency: str
    amount: Decimal | None
    #: Whose line it may be as well, because its cells may be shifted.
    perhaps_of: frozenset[str]


class Layout(NamedTuple):
    """Where the columns are, and what a file leaves unsaid."""

    positions: dict[str, int]
    width: int
    #: None where each line names its own month.
    month: str | None
    currency: str


def filled(record: Record) -> bool:
    """Whether any cell holds something."""
    return any(cell.strip(_WHITE_SPACE) for cell in record.cells)


def layout_of(names: list[str], key: str, currency: str) -> Layout:
    """What a valid header and the key say about every line."""
    columns = {_header_key(column): column for column in _COLUMNS}
    found = ((columns.get(_header_key(name)), position) for position, name in enumerate(names))
    positions = {column: position for column, position in found if column}
    month = None if "billing_period" in positions else _MONTH_IN_KEY.search(key)[0]
    return Layout(positions, len(names), month, currency)


def _header_key(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


def judged(rows: Iterable[Record], layout: Layout) -> Iterator[Line]:
    """Each record as a line of charges; each distinct address is looked at once."""
    addresses: dict[str, str | None] = {}
    for record in rows:
        cells = _cells(record, layout)
        email = cells["email"]
        if email is not None and email not in addresses:
            addresses[email] = _address(email)
        yield _line(record, cells, addresses.get(email), layout)


def _cells(record: Record, layout: Layout) -> _Cells:
    """Every column's trimmed cell; None where it is missing."""
    cells: dict[str, str | None] = dict.fromkeys(_COLUMNS)
    for column, position in layout.positions.items():
        if position < len(record.cells):
            cells[column] = record.cells[position].strip(_WHITE_SPACE) or None
    return cells


def _address(email: str) -> str | None:
    """The normalised address; None where it is not one."""
    try:
        return validate_email(
            email, check_deliverability=False, allow_smtputf8=False, strict=True
        ).ascii_email
    except EmailNotValidError:
        return None


def _line(record: Record, cells: _Cells, address: str | None, layout: Layout) -> Line:
    codes = frozenset(_codes(record, cells, address, layout))
    customer = _usable(cells["customer_id"], '"' if record.stray else None)
    currency = (cells["currency"] or layout.currency).upper()
    known = currency if currency in CURRENCIES else None
    charges = cells["charges"]
    return Line(
        number=record.line,
        month=layout.month or _month(cells["billing_period"]),
        customer=customer,
        codes=codes,
        identity=(None, None, None) if record.stray else (_name(cells, codes), address, known),
        currency=known or UNKNOWN_CURRENCY,
        amount=Decimal(charges) if charges and _AMOUNT.fullmatch(charges) else None,
        perhaps_of=_perhaps_of(record, layout.width),
    )


def _usable(customer_id: str | None, astray: str | None) -> str | None:
    """The id, if a customer can be known by it."""
    if customer_id is None or len(customer_id) > _MAX_LENGTH["customer_id"]:
        return None
    if astray and astray in customer_id:
        return None
    return None if _CONTROL.search(customer_id) else customer_id


def _month(billing_period: str | None) -> str:
    legible = billing_period is not None and _MONTH.fullmatch(billing_period)
    return billing_period if legible else UNKNOWN_MONTH


def _name(cells: _Cells, codes: frozenset[str]) -> str | None:
    """The customer's name, unless something is wrong with it."""
    broken = {"customer_name_too_long", "customer_name_control_character"}
    return None if codes & broken else cells["customer_name"]


def _perhaps_of(record: Record, width: int) -> frozenset[str]:
    """Everything in a line whose cells may be shifted that may be a customer's id."""
    if not record.stray and len(record.cells) == width and "\n" not in record.raw:
        return frozenset()
    pieces = (piece.strip(_WHITE_SPACE + '"') for piece in re.split("[,\n]", record.raw))
    return frozenset(piece for piece in pieces if piece)


def _codes(record: Record, cells: _Cells, address: str | None, layout: Layout) -> Iterator[str]:
    if record.stray:
        yield "stray_quote"
        return
    if len(record.cells) < layout.width:
        yield "cells_missing"
    else:
        yield from _missing(cells, layout)
    if len(record.cells) > layout.width:
        yield "cells_extra"
    yield from _malformed_texts(cells)
    yield from _malformed_numbers(cells)
    if cells["email"] and address is None:
        yield "email_invalid"
    if cells["currency"] and cells["currency"].upper() not in CURRENCIES:
        yield "currency_unknown"
    if cells["billing_period"] and not _MONTH.fullmatch(cells["billing_period"]):
        yield "billing_period_invalid"


def _missing(cells: _Cells, layout: Layout) -> Iterator[str]:
    for column in (*_REQUIRED, "billing_period"):
        if column in layout.positions and cells[column] is None:
            yield f"{column}_missing"


def _malformed_texts(cells: _Cells) -> Iterator[str]:
    for column, limit in _MAX_LENGTH.items():
        if len(cells[column] or "") > limit:
            yield f"{column}_too_long"
    for column in _ONE_LINE:
        if _CONTROL.search(cells[column] or ""):
            yield f"{column}_control_character"


def _malformed_numbers(cells: _Cells) -> Iterator[str]:
    charges = cells["charges"]
    if charges and _DECIMAL_COMMA.fullmatch(charges):
        yield "charges_decimal_comma"
    elif charges and not _AMOUNT.fullmatch(charges):
        yield "charges_not_a_number"
    for column in ("quantity", "unit_price"):
        if cells[column] and not _QUANTITY.fullmatch(cells[column]):
            yield f"{column}_not_a_number"
