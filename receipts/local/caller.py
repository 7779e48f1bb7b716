"""A thread that calls one function until it is stopped."""

import threading
from abc import ABC, abstractmethod

from receipts.local.function import Function


class Caller(ABC):
    """What pollers and tickers have in common: a thread, and a process to end with it."""

    def __init__(self, function: Function, *, name: str) -> None:
        self._function = function
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Abandon a running invocation: its messages become visible again later, as on AWS."""
        self._stopping.set()
        self._function.stop()

    def join(self) -> None:
        """Wait for the thread; the function's process is gone afterwards."""
        self._thread.join()
        self._function.close()

    @abstractmethod
    def _run(self) -> None:
        """Call until `_stopping` is set."""
