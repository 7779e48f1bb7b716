"""Somebody is told when nobody dropped a month."""

from datetime import datetime

import pytest

from receipts.balance.lateness import late_months
from tests.builders import ALICE, charges_csv
from tests.fakes import FakeWorld
from tests.working import drop


def late(world: FakeWorld, now: str, day: int = 5) -> list[str]:
    at = datetime.fromisoformat(f"{now}+00:00")
    return late_months(world.audit, now=at, expected_by_day=day)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2024-10-01T00:00", []),
        ("2024-10-05T23:59", []),
        ("2024-10-06T00:00", ["2024-09"]),
        ("2024-10-31T23:59", ["2024-09"]),
        ("2024-11-01T00:00", []),
        ("2025-01-06T04:30", ["2024-12"]),
        ("2024-03-06T04:30", ["2024-02"]),
    ],
)
def test_last_month_is_late_when_its_day_is_over_until_the_next_month_begins(now, expected):
    assert late(FakeWorld(), now) == expected


def test_a_month_that_was_dropped_is_not_late():
    world = FakeWorld()
    drop(world, charges_csv(ALICE))

    assert late(world, "2024-10-06T04:30") == []
    assert late(world, "2024-11-06T04:30") == ["2024-10"]


def test_one_good_file_among_several_is_enough():
    world = FakeWorld()
    drop(world, b"no,charges\n", "2024-09/wrong.csv")
    drop(world, charges_csv(ALICE), "2024-09/mended.csv")

    assert late(world, "2024-10-06T04:30") == []


def test_a_rejected_file_is_no_drop():
    world = FakeWorld()
    drop(world, b"no,charges\n", "2024-09/wrong.csv")

    assert late(world, "2024-10-06T04:30") == ["2024-09"]


def test_nobody_waits_for_anything_on_day_0():
    assert late(FakeWorld(), "2024-10-31T04:30", day=0) == []
