"""What is shown adds up, whatever a receipt is made of."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts import money
from receipts.delivery.statement import MOST_LINES, state
from tests.builders import line, receipt

_AMOUNTS = (
    st.decimals(-10_000, 10_000, places=12)
    | st.decimals(-10_000, 10_000, places=2)
    | st.sampled_from([Decimal(text) for text in ("0", "0.005", "-0.005", "0.0004", "1e15")])
)
_LINES = st.lists(
    st.builds(
        lambda service, amount: line(f"S{service}", str(amount)),
        st.integers(0, 40) | st.integers(0, 2),
        _AMOUNTS,
    ),
    min_size=1,
    max_size=30,
)


def _again(lines, times, sign, currency):
    """Every other time with the sign, so that -1 cancels."""
    signs = [sign if time % 2 else 1 for time in range(times)]
    return receipt(
        *(line(each.service_name, str(s * each.charges)) for s in signs for each in lines),
        currency=currency,
    )


_RECEIPTS = st.builds(
    _again,
    _LINES,
    st.just(1) | st.integers(1, 10),
    st.sampled_from([1, -1]),
    st.sampled_from(["JPY", "USD", "KWD"]),
)


@given(_RECEIPTS)
def test_what_is_shown_adds_up_to_the_last_minor_unit(one):
    shown = state(one)

    for service in shown.services:
        charges = [charge.amount for charge in service.charges]
        rest = [service.rest.amount] if service.rest else []
        assert money.total([*charges, *rest]) == service.subtotal
    subtotals = [service.subtotal for service in shown.services]
    rest = [shown.rest.amount] if shown.rest else []
    assert money.total([*subtotals, *rest]) == shown.total
    exact = money.total(each.charges for each in one.lines)
    assert shown.total == money.rounded(exact, one.currency)


@given(_RECEIPTS)
def test_no_amount_is_finer_than_the_minor_unit(one):
    shown = state(one)

    unit = money.minor_unit(one.currency)
    amounts = [shown.total, *(service.subtotal for service in shown.services)]
    amounts += [charge.amount for service in shown.services for charge in service.charges]
    assert {amount % unit for amount in amounts} == {0}


@given(_RECEIPTS)
def test_every_line_is_shown_or_counted(one):
    shown = state(one)

    lines = [charge.line for service in shown.services for charge in service.charges]
    names = {line.service_name for line in one.lines}
    assert len(shown.services) + (shown.rest.count if shown.rest else 0) == len(names)
    for service in shown.services:
        count = sum(line.service_name == service.name for line in one.lines)
        assert len(service.charges) + (service.rest.count if service.rest else 0) == count
    assert shown.is_whole == (len(lines) == len(one.lines)) == (len(one.lines) <= MOST_LINES)


@given(_RECEIPTS)
def test_services_and_their_charges_come_in_the_order_of_the_lines(one):
    shown = state(one)

    names = list(dict.fromkeys(line.service_name for line in one.lines))
    assert [each.name for each in shown.services] == sorted(
        (each.name for each in shown.services), key=names.index
    )
    for service in shown.services:
        of_it = iter([line for line in one.lines if line.service_name == service.name])
        assert all(charge.line in of_it for charge in service.charges)


@given(_RECEIPTS)
def test_small_amounts_are_those_below_the_minor_unit(one):
    unit = money.minor_unit(one.currency)

    assert state(one).small_amounts == any(line.charges % unit for line in one.lines)


@pytest.mark.parametrize(
    ("lines", "services", "shown", "charges", "rest"),
    [
        (60, 60, 60, 60, None),
        (60, 1, 1, 60, None),
        (61, 61, 20, 20, 41),
        (61, 1, 1, 3, None),
        (63, 21, 20, 60, 1),
    ],
)
def test_a_long_receipt_shows_a_part(lines, services, shown, charges, rest):
    one = receipt(*(line(f"S{n % services}", "1.00") for n in range(lines)))

    stated = state(one)

    assert len(stated.services) == shown
    assert sum(len(service.charges) for service in stated.services) == charges
    assert (stated.rest.count if stated.rest else None) == rest


def test_of_a_long_receipt_what_weighs_most_is_shown():
    lines = [line(f"S{n}", "0.10") for n in range(100)]
    lines += [line("Late", charges) for charges in ("1", "-5", "2", "3", "0.01")]

    stated = state(receipt(*lines))

    (late,) = [service for service in stated.services if service.name == "Late"]
    assert [charge.amount for charge in late.charges] == [Decimal(-5), Decimal(2), Decimal(3)]
    assert (late.rest.count, late.rest.amount) == (2, Decimal("1.01"))


@pytest.mark.parametrize("field", ["description", "unit"])
def test_a_text_without_end_is_cut_and_the_receipt_is_not_whole(field):
    short, long = line(**{field: "x" * 300}), line(**{field: "x" * 301})

    stated = state(receipt(short, long))

    charges = stated.services[0].charges
    assert [getattr(each.line, field) for each in charges] == ["x" * 300, "x" * 299 + "…"]
    assert [each.is_cut for each in charges] == [False, True]
    assert not stated.is_whole
