"""Ids of many receipts at once are those of each one alone."""

import string
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts import keys
from receipts.model import Line, Receipt
from receipts.parsing.billed import CUSTOMERS, LINES
from receipts.parsing.ids import receipt_ids

_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=6)
_AMOUNT = st.decimals(-(10**15), 10**15, places=12, allow_nan=False)
_QUANTITY = st.none() | st.decimals(-(10**15), 10**15, places=18, allow_nan=False)
_LINE = st.builds(
    Line,
    service_name=_TEXT,
    charges=_AMOUNT,
    description=st.none() | _TEXT,
    quantity=_QUANTITY,
    unit=st.none() | _TEXT,
    unit_price=_QUANTITY,
)
_RECEIPT = st.builds(
    Receipt,
    billing_period=st.just("2024-09"),
    customer_id=_TEXT,
    customer_name=_TEXT,
    email=st.text(string.ascii_lowercase, min_size=1, max_size=3),
    currency=st.sampled_from(["USD", "JPY"]),
    locale=st.sampled_from(["en", "de"]),
    lines=st.lists(_LINE, min_size=1, max_size=5).map(tuple),
)


def customers_of(receipts: list[Receipt]) -> pl.DataFrame:
    rows = [
        {
            "key": number,
            "customer_id": receipt.customer_id,
            "customer_name": receipt.customer_name,
            "address": receipt.email,
            "currency": receipt.currency,
            "locale": receipt.locale,
            "total": Decimal(0),
            "line_count": len(receipt.lines),
        }
        for number, receipt in enumerate(receipts)
    ]
    return pl.DataFrame(rows, schema=CUSTOMERS)


def lines_of(receipts: list[Receipt]) -> pl.DataFrame:
    rows = [
        {
            "key": number,
            "line": place,
            "service_name": line.service_name,
            "amount": line.charges,
            "description": line.description,
            "quantity_number": line.quantity,
            "unit": line.unit,
            "unit_price_number": line.unit_price,
        }
        for number, receipt in enumerate(receipts)
        for place, line in enumerate(receipt.lines, start=2)
    ]
    return pl.DataFrame(rows, schema=LINES)


@given(st.lists(_RECEIPT, min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_many_receipts_have_the_ids_that_each_has_alone(receipts):
    expected = [
        (number, keys.receipt_id(receipt), keys.bill_id(receipt))
        for number, receipt in enumerate(receipts)
    ]

    found = receipt_ids(customers_of(receipts), lines_of(receipts), "2024-09")

    assert found.rows() == expected


def test_the_order_of_the_lines_does_not_matter():
    line = Line("Hosting", Decimal(1))
    one = Receipt("2024-09", "C1", "A", "a", "USD", "en", (line, Line("Backup", Decimal(2))))
    other = Receipt("2024-09", "C1", "A", "a", "USD", "en", one.lines[::-1])

    ids = [
        receipt_ids(customers_of([receipt]), lines_of([receipt]), "2024-09")["receipt_id"].item()
        for receipt in (one, other)
    ]

    assert ids[0] == ids[1] == keys.receipt_id(one)
