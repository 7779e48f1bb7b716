"""When an invocation may make its next call: slots that its lanes share."""

import threading
from datetime import datetime, timedelta

from receipts.ports import Clock


class Pacer:
    """Hands out one slot an interval, and none whose interval ends after `until`.

    Threads may share it. An invocation that ends with `finish` leaves no shared state behind: the
    next one may begin at once.
    """

    def __init__(self, interval: timedelta, clock: Clock, *, until: datetime) -> None:
        self._interval = interval
        self._clock = clock
        self._until = until
        self._next = clock.now()
        self._lock = threading.Lock()

    def take(self) -> datetime | None:
        """Wait for the next slot, and say when it is; None when there is none in time."""
        with self._lock:
            slot = max(self._next, self._clock.now())
            if slot + self._interval > self._until:
                return None
            self._next = slot + self._interval
        self._wait_until(slot)
        return slot

    def give_back(self, slot: datetime) -> None:
        """The slot was not needed. It is lost if another thread has taken the one after it."""
        with self._lock:
            if self._next == slot + self._interval:
                self._next = slot

    def skip(self) -> None:
        """SES says that it is too fast: leave one slot out, so that throttles slow us down."""
        with self._lock:
            slot = max(self._next, self._clock.now())
            if slot + self._interval <= self._until:
                self._next = slot + self._interval

    def finish(self) -> None:
        """Wait until the last interval is over."""
        self._wait_until(self._next)

    def _wait_until(self, time: datetime) -> None:
        seconds = (time - self._clock.now()).total_seconds()
        if seconds > 0:
            self._clock.sleep(seconds)
