"""Check-then-write methods that become one step; moto's server has a thread for each request."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch


@contextmanager
def one_at_a_time(owner: type, *names: str) -> Iterator[None]:
    """While open, only one of these methods runs, in whatever thread."""
    lock = threading.RLock()
    locked = {name: _holding(lock, getattr(owner, name)) for name in names}
    with patch.multiple(owner, **locked):
        yield


def _holding(lock: threading.RLock, method: Callable[..., Any]) -> Any:
    @wraps(method)
    def alone(*arguments: Any, **options: Any) -> Any:
        with lock:
            return method(*arguments, **options)

    return alone
