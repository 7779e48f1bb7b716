from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts import money

AMOUNTS = st.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=12, allow_nan=False)


@pytest.mark.parametrize(
    ("exact", "currency", "billed"),
    [
        ("2.675", "USD", "2.68"),
        ("-2.675", "USD", "-2.68"),
        ("0.005", "USD", "0.01"),
        ("0.0049999", "USD", "0.00"),
        ("-0.001", "USD", "0.00"),
        ("1234.5", "JPY", "1235"),
        ("1.0005", "KWD", "1.001"),
    ],
)
def test_an_amount_is_rounded_half_up_to_its_currency(exact, currency, billed):
    result = money.rounded(Decimal(exact), currency)

    assert str(result) == billed


@pytest.mark.parametrize(
    ("amounts", "whole", "shares"),
    [
        (["0.335", "0.335", "0.33"], "1.00", ["0.34", "0.33", "0.33"]),
        (["0.004", "0.004", "0.004"], "0.01", ["0.01", "0.00", "0.00"]),
        (["-0.005", "-0.005"], "-0.01", ["0.00", "-0.01"]),
        (["10", "-3.333"], "6.67", ["10.00", "-3.33"]),
        ([], "0.00", []),
    ],
)
def test_shares_go_by_largest_remainder_and_ties_by_input_order(amounts, whole, shares):
    result = money.apportioned([Decimal(a) for a in amounts], Decimal(whole), "USD")

    assert [str(share) for share in result] == shares


@given(st.lists(AMOUNTS, min_size=1, max_size=40), st.sampled_from(["USD", "JPY", "KWD"]))
def test_shares_always_add_up_and_are_less_than_a_unit_off(amounts, currency):
    exact = money.total(amounts)
    whole = money.rounded(exact, currency)

    shares = money.apportioned(amounts, whole, currency)

    unit = money.minor_unit(currency)
    assert money.total(shares) == whole
    assert all(abs(share - amount) < unit for share, amount in zip(shares, amounts, strict=True))


def test_a_sum_of_the_largest_amounts_is_exact():
    largest = Decimal("999999999999999.999999999999")

    result = money.total([largest] * 1000)

    assert str(result) == "999999999999999999.999999999000"


@pytest.mark.parametrize(
    ("amount", "text"),
    [("20.28022672899", "20.28022672899"), ("100.00", "100"), ("0E-12", "0"), ("-0.00", "0")],
)
def test_exact_amounts_are_plain_text(amount, text):
    assert money.plain(Decimal(amount)) == text
