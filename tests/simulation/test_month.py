"""5,000 receipts at 14 a second: all are sent, none twice, whatever SES is like."""

import functools
from datetime import timedelta

import pytest

from receipts import snapshots
from receipts.delivery import compose
from receipts.delivery.render import Rendered
from receipts.ledger import State
from receipts.pace import Pace
from receipts.pause import Switch
from tests.builders import charges_csv
from tests.fakes import FakeWorld
from tests.fakes_of_control import FakeSwitch
from tests.simulation.run import RATE, Month, Parsed
from tests.working import drop

CUSTOMERS = 5_000
#: At nine tenths of the rate.
IDEAL = timedelta(seconds=CUSTOMERS / (RATE * 0.9))
#: After which a message comes back.
VISIBILITY = timedelta(seconds=361)


_WORDS = Rendered(subject="S", text="words", html="<p>words</p>", language="en")


def _words(*_: object, **__: object) -> Rendered:
    return _WORDS


def _mime(rendered: Rendered, **_: object) -> bytes:
    return rendered.text.encode()


@pytest.fixture(scope="module", autouse=True)
def _light_mails():
    """Words, headers and Parquet are most of a mail's time here, and pacing looks at none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compose, "render", _words)
        patch.setattr(compose, "build_mime", _mime)
        patch.setattr(snapshots, "decode", functools.cache(snapshots.decode))
        yield


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    rows = (f"C{n},Kim {n},c{n}@example.com,Hosting,{n}.50" for n in range(CUSTOMERS))
    world = FakeWorld()
    drop(world, charges_csv(*rows))
    return Parsed(world.audit.objects, tuple(world.queue.sent))


def few(parsed: Parsed) -> Parsed:
    """Enough to show that something goes wrong."""
    return Parsed(parsed.objects, parsed.queued[:200])


def everybody_has_one_mail(month: Month) -> bool:
    one_each = {f"c{n}@example.com": 1 for n in range(CUSTOMERS)}
    states = [row.state for row in month.world.ledger.rows.values()]
    return month.ses.mails == one_each and states == [State.SENT] * CUSTOMERS


def dead(month: Month) -> list[object]:
    return [*month.queue.dead, *month.world.dead_letters.kept]


def test_a_calm_month_goes_out_at_nine_tenths_of_the_rate(parsed):
    month = Month(parsed, moody=0)

    month.run()

    assert everybody_has_one_mail(month)
    assert IDEAL <= month.took <= IDEAL * 1.03
    assert month.ses.most_in_a_second() <= RATE
    assert (month.ses.throttled, month.queue.most_receives) == (0, 1)


def test_random_throttles_cost_time_but_no_mail(parsed):
    month = Month(parsed, moody=0.05)

    month.run()

    assert everybody_has_one_mail(month)
    assert dead(month) == []
    assert month.ses.throttled > 200
    assert month.ses.most_in_a_second() <= RATE
    assert month.queue.most_receives <= 3
    # What is throttled costs two slots; what is throttled three times comes back once more.
    assert IDEAL <= month.took <= IDEAL * 1.2 + VISIBILITY


def test_a_quota_that_ends_half_way_holds_the_rest_back_for_a_day(parsed):
    month = Month(parsed, moody=0.05, quota=CUSTOMERS // 2)

    month.run()

    assert everybody_has_one_mail(month)
    assert dead(month) == []
    assert month.ses.most_in_a_second() <= RATE
    assert month.queue.most_receives <= 4
    day = timedelta(days=1)
    assert day + IDEAL / 2 <= month.took <= day + IDEAL * 1.2 + VISIBILITY
    assert month.world.switch.read().pause is None
    assert {standing.paused for standing in month.world.gauges.shown} == {True, False}


def test_without_pacing_ses_throttles_most_calls(parsed, monkeypatch):
    monkeypatch.setattr(Pace, "interval", timedelta())
    monkeypatch.setattr(Pace, "lanes", 1)
    month = Month(few(parsed), moody=0)

    month.run()

    assert month.ses.throttled > month.ses.calls * 0.6


class IgnoredSwitch(FakeSwitch):
    """Nobody sees that it was thrown."""

    def read(self) -> Switch:
        return Switch()


def test_workers_that_ignore_the_switch_lose_what_waits_for_the_quota(parsed):
    month = Month(few(parsed), moody=0, quota=80, switch=IgnoredSwitch())

    month.run()

    assert len(month.ses.mails) == 80
    assert len(month.queue.dead) == 120
