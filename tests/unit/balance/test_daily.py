"""Every open month has its turn, and the alarms their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from receipts import keys
from receipts.balance.daily import reconcile_all
from receipts.balance.service import reconcile_month
from receipts.reconciliation.fate import Fate
from tests.builders import ALICE, BOB, charges_csv
from tests.fakes import FakeWorld
from tests.unit.balance.months import DAY
from tests.working import drop, work


@dataclass
class FakeMonthGauges:
    shown: list[tuple[Mapping[str, int], int, int]] = field(default_factory=list)
    late: int | None = None

    def show(self, counts: Mapping[str, int], *, missing: int, undecided: int, late: int) -> None:
        self.shown.append((counts, missing, undecided))
        self.late = late


def two_months() -> FakeWorld:
    """Alice's September is out; Bob's October is not."""
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world)
    drop(world, charges_csv(BOB), "2024-10/charges.csv")
    world.queue.sent.clear()
    return world


def looked_at(world: FakeWorld) -> tuple[Mapping[str, int], int, int]:
    world.clock.sleep(timedelta(days=2).total_seconds())
    gauges = FakeMonthGauges()
    reconcile_all(
        ["2024-09", "2024-10"],
        lambda month: reconcile_month(month, ports=world.reconcile, grace=DAY),
        gauges=gauges,
    )
    return gauges.shown[-1]


def test_the_numbers_are_those_of_all_months_and_of_all_classes():
    counts, missing, undecided = looked_at(two_months())

    assert counts.keys() == {fate.value for fate in Fate}
    assert (counts["sent"], counts["missing"], counts["held"]) == (1, 1, 0)
    assert (missing, undecided) == (1, 0)


def test_a_month_that_does_not_fit_keeps_no_other_from_its_turn():
    world = two_months()
    (key,) = world.audit.keys("receipts/billing_period=2024-09/")
    del world.audit.objects[key]

    counts, missing, undecided = looked_at(world)

    assert (counts["sent"], missing, undecided) == (0, 1, 1)


def test_nothing_of_a_customer_is_logged(caplog):
    caplog.set_level("INFO")

    looked_at(two_months())

    told = " ".join(str(vars(record)) for record in caplog.records if "month" in record.msg)
    assert "month_reconciled" in told
    for secret in ("Alice", "C1", "10.00", keys.customer_key("C2")):
        assert secret not in told


def test_a_month_that_nobody_dropped_is_counted_and_named(caplog):
    gauges = FakeMonthGauges()

    reconcile_all([], lambda month: None, gauges=gauges, late=["2024-10"])

    assert gauges.late == 1
    (said,) = (record for record in caplog.records if record.msg == "month_is_late")
    assert said.billing_period == "2024-10"
