"""The slots of an invocation: one an interval, none too late, none twice."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from receipts.delivery.pacer import Pacer
from tests.builders import NOW
from tests.fakes import FakeClock

SECOND = timedelta(seconds=1)


def pacer(clock: FakeClock, *, until: timedelta = timedelta(hours=1)) -> Pacer:
    return Pacer(SECOND, clock, until=NOW + until)


def taken(pacer: Pacer, clock: FakeClock, count: int) -> list[float]:
    """When each slot came, in seconds from the start; what was refused is not in it."""
    return [(clock.time - NOW).total_seconds() for _ in range(count) if pacer.take()]


def test_the_first_slot_is_now_and_each_next_an_interval_later():
    clock = FakeClock()

    assert taken(pacer(clock), clock, 4) == [0, 1, 2, 3]


def test_who_is_slower_than_the_interval_does_not_wait_and_saves_nothing_up():
    clock = FakeClock()
    slots = pacer(clock)
    slots.take()
    clock.sleep(2.5)

    assert taken(slots, clock, 3) == [2.5, 3.5, 4.5]


def test_a_slot_given_back_is_the_next_ones():
    clock = FakeClock()
    slots = pacer(clock)

    slots.give_back(slots.take())

    assert taken(slots, clock, 2) == [0, 1]


def test_a_slot_given_back_too_late_is_lost_rather_than_taken_twice():
    clock = FakeClock()
    slots = pacer(clock)
    first, _of_another_thread = slots.take(), slots.take()

    slots.give_back(first)

    assert taken(slots, clock, 2) == [2, 3]


def test_a_slot_given_back_after_a_throttle_moves_no_slot_forward():
    clock = FakeClock()
    slots = pacer(clock)
    slot = slots.take()
    slots.skip()

    slots.give_back(slot)

    assert taken(slots, clock, 2) == [2, 3]


def test_each_throttle_leaves_one_slot_out():
    clock = FakeClock()
    slots = pacer(clock)
    slots.take()

    slots.skip()
    slots.skip()

    assert taken(slots, clock, 2) == [3, 4]


@pytest.mark.parametrize(("seconds", "count"), [(3, 3), (2.999, 2), (1, 1), (0.9, 0)])
def test_no_interval_ends_too_late_and_nobody_waits_for_a_slot_in_vain(seconds, count):
    clock = FakeClock()
    slots = pacer(clock, until=timedelta(seconds=seconds))

    times = taken(slots, clock, 5)

    assert len(times) == count
    assert clock.slept == max(0, count - 1)


def test_a_refused_slot_stays_free():
    clock = FakeClock()
    slots = pacer(clock, until=timedelta(seconds=1.5))
    taken(slots, clock, 3)

    slots.finish()

    assert clock.time == NOW + SECOND


@pytest.mark.parametrize(("count", "seconds"), [(0, 0), (1, 1), (3, 3)])
def test_it_ends_after_the_last_interval(count, seconds):
    clock = FakeClock()
    slots = pacer(clock)
    taken(slots, clock, count)

    slots.finish()

    assert (clock.time - NOW).total_seconds() == seconds


def test_throttles_never_make_it_end_too_late():
    clock = FakeClock()
    slots = pacer(clock, until=timedelta(seconds=10))
    while slots.take():
        slots.skip()

    slots.finish()

    assert clock.time == NOW + 10 * SECOND


class StandingClock(FakeClock):
    """Time stands still; whoever would sleep notes until when. Who looks lets others go first."""

    def __init__(self) -> None:
        super().__init__()
        self.wakes: list[datetime] = []
        self._lock = threading.Lock()

    def now(self) -> datetime:
        time.sleep(0.0001)
        return super().now()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.wakes.append(NOW + timedelta(seconds=seconds))


def test_threads_never_get_the_same_slot():
    clock = StandingClock()
    slots = pacer(clock)
    together = threading.Barrier(8)

    def lane(_: int) -> list[datetime | None]:
        together.wait(timeout=10)
        return [slots.take() for _ in range(50)]

    with ThreadPoolExecutor(8) as lanes:
        slots_taken = [slot for of_lane in lanes.map(lane, range(8)) for slot in of_lane]

    assert sorted(slots_taken) == [NOW + slot * SECOND for slot in range(400)]
    # The first slot is now, without a sleep.
    assert sorted(clock.wakes) == sorted(slots_taken)[1:]
