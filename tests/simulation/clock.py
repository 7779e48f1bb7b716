"""Time that passes only while everybody sleeps."""

import heapq
import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta


class VirtualClock:
    """Wakes one sleeper at a time, the one whose time comes first, so that a run repeats itself."""

    def __init__(self, time: datetime) -> None:
        self._time = time
        self._sleepers: list[tuple[datetime, int, threading.Event]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        return self._time

    def sleep(self, seconds: float) -> None:
        """Sleep; only one who was woken may call this."""
        woken = self._asleep(seconds)
        self._wake_next()
        woken.wait()

    def run(self, participants: Sequence[Callable[[], None]]) -> None:
        """Each in a thread of its own, all from now on; returns when the last has ended."""
        with ThreadPoolExecutor(len(participants)) as threads:
            ended = [threads.submit(self._take_part, one, self._asleep(0)) for one in participants]
            self._wake_next()
        for one in ended:
            one.result()

    def _take_part(self, work: Callable[[], None], woken: threading.Event) -> None:
        woken.wait()
        try:
            work()
        finally:
            self._wake_next()

    def _asleep(self, seconds: float) -> threading.Event:
        woken = threading.Event()
        until = self._time + timedelta(seconds=seconds)
        heapq.heappush(self._sleepers, (until, next(self._order), woken))
        return woken

    def _wake_next(self) -> None:
        if self._sleepers:
            self._time, _, woken = heapq.heappop(self._sleepers)
            woken.set()
