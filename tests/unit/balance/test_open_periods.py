"""Which months are looked at every day."""

from datetime import timedelta

import pytest

from receipts.balance.service import open_periods
from receipts.errors import RefusedError
from tests.builders import ALICE, NOW, charges_csv
from tests.fakes import FakeWorld
from tests.unit.balance.months import DAY, MONTH, reconciled
from tests.working import drop, work


def opened(world: FakeWorld, *, after: timedelta) -> list[str]:
    return open_periods(world.audit, now=NOW + after, days=45)


@pytest.mark.parametrize(("days", "months"), [(45, [MONTH]), (46, [])])
def test_a_month_is_open_for_a_while_after_its_last_drop(days, months):
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world)
    reconciled(world)

    assert opened(world, after=days * DAY) == months


def test_a_month_with_something_unsettled_stays_open():
    world = FakeWorld()
    world.mailer.answers = [RefusedError("no")]
    drop(world, charges_csv(ALICE))
    work(world)
    reconciled(world)

    assert opened(world, after=400 * DAY) == [MONTH]


def test_a_month_nobody_ever_reconciled_is_open():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))

    assert opened(world, after=400 * DAY) == [MONTH]


def test_a_file_of_no_known_month_opens_none():
    world = FakeWorld()
    drop(world, charges_csv(ALICE), "charges.csv")

    assert opened(world, after=DAY) == []
