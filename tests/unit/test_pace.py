"""How fast, and until when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from receipts.pace import Pace, allowed, forecast
from tests.builders import NOW
from tests.fakes_of_control import ACCOUNT

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("rate", "concurrency", "seconds", "lanes"),
    [
        pytest.param(1, 2, 2.222222, 1, id="sandbox"),
        pytest.param(14, 2, 0.158730, 7, id="a new account"),
        pytest.param(14, 13, 1.031746, 1, id="a lane each"),
        pytest.param(10, 9, 1.0, 1, id="exactly one a second"),
        pytest.param(200, 2, 0.011111, 16, id="never more lanes than help"),
    ],
)
def test_each_invocation_takes_its_share_of_nine_tenths(rate, concurrency, seconds, lanes):
    pace = Pace(rate=rate, concurrency=concurrency)

    assert pace.interval.total_seconds() == pytest.approx(seconds, abs=1e-6)
    assert pace.lanes == lanes
    assert concurrency / pace.interval.total_seconds() == pytest.approx(rate * 0.9, rel=1e-4)
    assert allowed(rate) == pytest.approx(rate * 0.9)


@pytest.mark.parametrize(
    ("waiting", "changes", "taken"),
    [
        pytest.param(0, {}, timedelta(), id="nothing waits"),
        pytest.param(600, {}, timedelta(minutes=1), id="under the quota"),
        pytest.param(100, {"quota": 100}, timedelta(seconds=10), id="just the quota"),
        pytest.param(101, {"quota": 100}, DAY + timedelta(seconds=0.1), id="one beyond it"),
        pytest.param(
            100, {"quota": 100, "sent": 40}, DAY + timedelta(seconds=4), id="a part is used up"
        ),
        pytest.param(
            300, {"quota": 100, "sent": 120}, 3 * DAY + timedelta(seconds=10), id="all used up"
        ),
        pytest.param(600_000, {"quota": None}, timedelta(seconds=60_000), id="unlimited"),
    ],
)
def test_the_last_receipt_goes_out_after_the_rate_and_the_quota(waiting, changes, taken):
    account = replace(ACCOUNT, **changes)

    told = forecast(waiting, per_second=10, account=account, now=NOW)

    assert told.waiting == waiting
    assert told.last_out_at - NOW == taken


def test_a_sandbox_cannot_do_five_thousand_in_time():
    sandbox = replace(ACCOUNT, quota=200, sent=0)

    told = forecast(5_000, per_second=0.9, account=sandbox, now=NOW)

    assert timedelta(days=24) < told.last_out_at - NOW < timedelta(days=25)
    assert told.is_too_long


@pytest.mark.parametrize(("waiting", "too_long"), [(604_800, False), (604_801, True)])
def test_a_week_is_too_long_for_the_queue(waiting, too_long):
    unlimited = replace(ACCOUNT, quota=None)

    assert forecast(waiting, per_second=1, account=unlimited, now=NOW).is_too_long is too_long
