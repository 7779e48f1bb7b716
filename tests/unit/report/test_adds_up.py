"""Whatever is billed, everything in a report adds up."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from receipts import money
from receipts.report.spread import edges
from tests.fakes import FakeWorld
from tests.unit.report.months import BEFORE, billed, figures, rows

CUSTOMERS = st.sampled_from([f"C{n}" for n in range(30)])
SERVICES = st.sampled_from([f"S{n}" for n in range(40)])
READABLE = st.decimals(
    -(10**15) + 1, 10**15 - 1, places=12, allow_nan=False, allow_infinity=False
).map(money.plain)
AMOUNTS = READABLE | st.sampled_from(["0", "0.5", "3", "12.345", "-7", "unreadable"])
LINES = st.tuples(CUSTOMERS, SERVICES, AMOUNTS, st.sampled_from(["USD", "JPY", "KWD", "QQQ"]))
FILES = st.lists(LINES.map(" ".join), min_size=1, max_size=60).map(lambda lines: rows(*lines))


@settings(max_examples=60, deadline=None)
@given(before=FILES, now=FILES)
def test_everything_adds_up_to_the_last_digit(before, now):
    world = FakeWorld()
    billed(world, before, BEFORE)

    shown = figures(world, billed(world, now))

    assert shown.findings == ()
    for row in shown.money:
        services = shown.services.get(row.currency, [])
        bins = shown.spread.get(row.currency, [])
        held = [each.value.get(row.currency, Decimal(0)) for each in shown.held]
        assert money.total(service.total for service in services) == row.exact
        assert money.total(each.billed for each in bins) == row.billed
        assert money.total(held) == row.held
        assert money.EXACT.add(row.exact, row.held) == row.charged
    assert (
        sum(each.receipts for bins in shown.spread.values() for each in bins)
        == (shown.record["receipts"])
    )
    assert (
        sum(each.lines for each in shown.held)
        + sum(each.lines for services in shown.services.values() for each in services)
        == (shown.record["rows"])
    )


@settings(max_examples=60, deadline=None)
@given(before=FILES, now=FILES)
def test_changed_new_and_missing_customers_make_up_the_whole_change(before, now):
    world = FakeWorld()
    billed(world, before, BEFORE)

    shown = figures(world, billed(world, now))

    for each in shown.movements:
        parts = (each.changed, each.new, each.missing)
        assert money.total(part.difference for part in parts) == each.difference
        assert each.customers_now - each.customers_before == (
            each.new.customers - each.missing.customers
        )


POSITIVE = st.decimals(Decimal("0.001"), 10**18, places=3)


@given(POSITIVE, POSITIVE)
def test_every_receipt_has_a_bin_and_there_are_not_too_many(one, other):
    found = edges(min(one, other), max(one, other))

    assert found[0] <= min(one, other)
    assert found[-1] > max(one, other)
    assert found == sorted(set(found))
    assert len(found) <= 24
