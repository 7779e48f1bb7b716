"""Some of what `make faults` tries; all of its gaps."""

import pytest

from tests.faults import coverage
from tests.faults.points import Operation
from tests.faults.trial import all_points, clean_runs, report, spread, try_here

_TRIED = 24


@pytest.fixture(scope="module")
def clean(world):
    return clean_runs(world)


def test_whatever_happens_to_a_call_nobody_is_lost_and_nobody_gets_two_mails(world, clean):
    points = spread(all_points(clean), _TRIED)

    outcomes = try_here(points, clean, world)

    assert [f"{each.point}: {each.wrong}" for each in outcomes if each.wrong] == []
    assert len(outcomes) == _TRIED


def test_a_month_in_which_nothing_happens_is_clean(clean):
    wrong = {each.scenario: each.wrong for each in clean.values() if each.wrong}

    assert wrong == {}


def test_every_call_to_aws_is_a_fault_point(clean):
    spoilt = {Operation(*point.call[:3]) for point in all_points(clean)}
    called = {Operation(*call[:3]) for each in clean.values() for call in each.calls}
    seen = {site for each in clean.values() for site in each.sites}

    gaps = list(coverage.gaps(spoilt, called, seen, coverage.written_sites()))

    assert gaps == []


def test_the_summary_counts_points_and_customers(world, clean):
    outcomes = try_here(all_points(clean)[:1], clean, world)

    *_, summary = report(clean, outcomes).lines()

    assert summary == "fault points: 1, lost: 0, doubled: 0, in doubt: 0 (all listed)"
