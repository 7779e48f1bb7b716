from decimal import Decimal

import pytest

from receipts import keys
from receipts.delivery.render import render
from receipts.model import Seller
from tests.builders import line, receipt

SELLER = Seller("Example Cloud Ltd", "billing@example.com")


def text(*lines, seller=SELLER, revision=1, **changes):
    return render(receipt(*lines, **changes), seller=seller, revision=revision).text


def test_a_receipt_reads_well():
    lines = line("Hosting", "10"), line("Backup", "2.5"), line("Hosting", "1234.005")

    rendered = render(receipt(*lines), seller=SELLER, revision=1)

    number = keys.receipt_number(billing_period="2024-09", customer_key=keys.customer_key("C1"))
    assert rendered.subject == f"Receipt {number} from Example Cloud Ltd: September 2024"
    assert (
        rendered.text
        == f"""Example Cloud Ltd

Receipt {number}
September 2024

Dear Alice,

This is what we charged you for September 2024.

Hosting (2 charges): USD 1,244.01
Backup: USD 2.50

Total: USD 1,246.51
Small amounts are added up before anything is rounded.

Customer number: C1

Questions? Just reply to this mail.
Please mention {number}.
"""
    )


def test_what_the_customer_sees_adds_up():
    lines = [line(f"S{n}", "0.335") for n in range(3)]

    shown = text(*lines)

    assert "S0: USD 0.34\nS1: USD 0.34\nS2: USD 0.33\n\nTotal: USD 1.01\n" in shown


@pytest.mark.parametrize(
    ("currency", "charges", "total"),
    [("JPY", "1234.5", "JPY 1,235"), ("KWD", "1.0005", "KWD 1.001"), ("EUR", "0", "EUR 0.00")],
)
def test_minor_units_come_from_the_currency(currency, charges, total):
    assert f"Total: {total}\n" in text(line("S", charges), currency=currency)


def test_a_negative_total_is_a_credit():
    shown = text(line("S", "-12.50"))

    assert "Credit note" in shown
    assert "There is nothing to pay." in shown
    assert "Total credit: USD -12.50" in shown


def test_a_correction_says_what_it_replaces():
    rendered = render(receipt(), seller=SELLER, revision=2)

    assert "Corrected receipt no. 2\nIt replaces what we sent you" in rendered.text
    assert rendered.subject.startswith("Corrected receipt ")


def test_small_amounts_are_mentioned_only_where_there_are_any():
    assert "Small amounts" not in text(line("S", "10.00"))
    assert "Small amounts" in text(line("S", "10.001"))


def test_the_sellers_support_is_named():
    seller = Seller("Shop", "b@example.com", support="Call +1 555 0100.")

    assert "Questions? Call +1 555 0100." in text(seller=seller)


def test_sums_beyond_pythons_default_precision_stay_exact():
    largest = Decimal("999999999999999.999999999999")

    shown = text(*[line("S", str(largest))] * 100)

    assert "Total: USD 100,000,000,000,000,000.00" in shown
