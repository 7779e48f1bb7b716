from decimal import Decimal

import pytest

from receipts.preview.plan import Planned
from receipts.preview.sample import sampled

ORDINARY = {
    "customer_name": "Bo",
    "address": "bo@example.com",
    "currency": "USD",
    "locale": "en",
    "total": Decimal(10),
    "line_count": 2,
    "mailed": True,
}


def plain(number: int, **changes: object) -> Planned:
    own = {"number": f"n{number}", "customer_id": f"C{number}"}
    return Planned(**(ORDINARY | own | changes))


def hundred(**special: dict[str, object]) -> list[Planned]:
    """A hundred receipts, some of which are special: `n40` is the fortieth."""
    return [plain(number, **special.get(f"n{number}", {})) for number in range(100)]


def numbers(receipts: list[Planned]) -> list[str]:
    return [receipt.number for receipt in receipts]


@pytest.mark.parametrize(
    "special",
    [
        {"line_count": 200},
        {"total": Decimal(99999)},
        {"total": Decimal("0.01")},
        {"total": Decimal(-1)},
        {"total": Decimal(0)},
        {"currency": "JPY"},
        {"locale": "de"},
        {"customer_name": "A very long name of a company"},
    ],
    ids=lambda special: next(iter(special)),
)
def test_what_is_special_is_in_the_sample_wherever_it_stands(special):
    receipts = hundred(n77=special)

    found = sampled(receipts, 8)

    assert "n77" in numbers(found)


def test_a_zero_is_looked_at_although_there_are_credits():
    receipts = hundred(n55={"total": Decimal(-5)}, n66={"total": Decimal(0)})

    found = numbers(sampled(receipts, 8))

    assert {"n55", "n66"} <= set(found)


@pytest.mark.parametrize("count", [1, 2, 5, 7, 99])
def test_a_sample_has_as_many_receipts_as_asked_in_their_own_order(count):
    receipts = hundred(n50={"locale": "de"}, n20={"currency": "EUR"}, n90={"line_count": 9})

    found = sampled(receipts, count)

    assert len(set(numbers(found))) == count
    assert found == sorted(found, key=receipts.index)


@pytest.mark.parametrize("count", [100, 101, 5000])
def test_as_many_as_there_are_is_all(count):
    receipts = hundred()

    assert sampled(receipts, count) == receipts


def test_what_is_not_special_is_spread_evenly():
    receipts = hundred()

    found = numbers(sampled(receipts, 4))

    assert found == ["n0", "n17", "n50", "n83"]


def test_the_most_lines_come_before_everything_else():
    receipts = hundred(n31={"line_count": 3}, n32={"total": Decimal(11)}, n33={"locale": "de"})

    assert numbers(sampled(receipts, 1)) == ["n31"]
    assert numbers(sampled(receipts, 2)) == ["n31", "n32"]


def test_nobody_makes_an_empty_sample():
    assert sampled([], 5) == []
