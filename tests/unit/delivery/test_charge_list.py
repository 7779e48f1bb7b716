"""The file beside a long receipt's mail."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts import money
from receipts.delivery.charge_list import charge_list
from tests.builders import line, receipt


def rows(attachment):
    return list(csv.DictReader(io.StringIO(attachment.data.decode("utf-8-sig"), newline="")))


def test_every_line_is_there_with_its_exact_amount():
    one = receipt(
        line("Café", "0.123456789012", description="a, b", unit="GB", quantity=Decimal("1.50")),
        line("Hosting", "-10.00", unit_price=Decimal("1E+3")),
        currency="EUR",
    )

    attachment = charge_list(one, number="2024-09-X")

    assert (attachment.name, attachment.kind) == ("receipt-2024-09-X.csv", "text/csv")
    assert rows(attachment) == [
        {
            "service_name": "Café",
            "description": "a, b",
            "quantity": "1.5",
            "unit": "GB",
            "unit_price": "",
            "charges": "0.123456789012",
            "currency": "EUR",
        },
        {
            "service_name": "Hosting",
            "description": "",
            "quantity": "",
            "unit": "",
            "unit_price": "1000",
            "charges": "-10",
            "currency": "EUR",
        },
    ]


@given(st.lists(st.decimals(-1000, 1000, places=12), min_size=1))
def test_its_charges_add_up_to_the_receipts(amounts):
    one = receipt(*(line("S", str(amount)) for amount in amounts))

    listed = rows(charge_list(one, number="x"))

    assert money.total(Decimal(row["charges"]) for row in listed) == money.total(amounts)


def test_excel_reads_it_as_utf_8():
    assert charge_list(receipt(), number="x").data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("field", ["service_name", "description", "unit"])
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
    ],
)
def test_no_text_is_a_formula(field, text):
    (row,) = rows(charge_list(receipt(line(**{field: text})), number="x"))

    assert row[field] == f"'{text}"


def test_a_large_list_is_packed_and_the_same_list_is_the_same_bytes():
    one = receipt(*(line("Object storage", f"{n}.5", description="bucket") for n in range(30_000)))

    attachment = charge_list(one, number="x")

    assert (attachment.name, attachment.kind) == ("receipt-x.csv.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(attachment.data)) as packed:
        assert packed.namelist() == ["receipt-x.csv"]
        assert packed.read("receipt-x.csv").count(b"\r\n") == 30_001
    assert attachment == charge_list(one, number="x")
