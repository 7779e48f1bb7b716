"""Every call a function makes to AWS: counted, and one of them spoilt.

A call is numbered where botocore begins it, and spoilt at each HTTP attempt, so that botocore's own
retries are part of what is tried.
"""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol
from unittest.mock import patch

import botocore.endpoint
from botocore.client import BaseClient
from botocore.endpoint import Endpoint

import receipts.aws

_ADAPTERS = str(Path(receipts.aws.__path__[0]).resolve())
#: What Endpoint._do_get_response gives: (response, None) or (None, exception).
Answer = tuple[Any, Exception | None]


class Killed(BaseException):
    """The process is gone: nothing it still does reaches the outside."""


class Call(NamedTuple):
    """The nth call of an operation by a function; threads leave no other order to count on."""

    function: str
    service: str
    operation: str
    nth: int


class Made(NamedTuple):
    """A call with what it asks."""

    function: str
    service: str
    operation: str
    values: dict[str, Any]


class Site(NamedTuple):
    """Where an adapter calls AWS."""

    module: str
    method: str
    operation: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP attempt of the call that is spoilt."""

    calls: "Calls"
    request: Any
    model: Any
    first: bool
    _send: Callable[[], Answer]

    def send(self) -> Answer:
        """Let it act."""
        self.request.reset_stream()
        return self._send()


class Spoil(Protocol):
    """What happens to an attempt instead of an answer."""

    def __call__(self, attempt: Attempt) -> Answer: ...


@dataclass
class _Spoilt:
    """The call that is under way in a thread, if it is the wanted one."""

    how: Spoil
    attempts: int = 0


@dataclass
class Calls:
    """What the running function has called so far."""

    #: While an attempt is held up; another invocation of the same event, so many seconds later.
    meanwhile: Callable[[float], None] = lambda _: None
    #: Told of each call of a function, with what it asks.
    listen: Callable[["Made"], None] = lambda _: None
    #: SES tells everything once more.
    repeat_events: Callable[[], None] = lambda: None
    counted: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    sites: set[Site] = field(default_factory=set)
    fired: bool = False
    _function: str | None = None
    _dead: bool = False
    _resting: bool = False
    _wanted: Call | None = None
    _spoil: Spoil | None = None
    _lock: Any = field(default_factory=threading.Lock)
    _here: Any = field(default_factory=threading.local)
    _own_thread: int = field(default_factory=threading.get_ident)

    def begin(self, wanted: Call | None = None, spoil: Spoil | None = None) -> None:
        """Count anew; spoil the wanted call."""
        self.counted, self.sites, self.fired = Counter(), set(), False
        self._wanted, self._spoil = wanted, spoil

    @contextmanager
    def by(self, function: str) -> Iterator[None]:
        """While open, every call is this function's; only then is anything counted."""
        before, self._function = self._function, function
        try:
            yield
        finally:
            self._function = before

    @contextmanager
    def process(self, function: str) -> Iterator[None]:
        """A process of its own: when it dies, whoever it overtook lives on."""
        before, self._dead = self._dead, False
        with self.by(function):
            try:
                yield
            finally:
                self._dead = before

    @contextmanager
    def resting(self) -> Iterator[None]:
        """While open, whatever is called is the harness's doing, in any thread."""
        before, self._function, self._resting = (self._function, self._resting), None, True
        try:
            yield
        finally:
            self._function, self._resting = before

    def die(self) -> Answer:
        """From now on no thread of this process reaches AWS."""
        self._dead = True
        raise Killed

    def is_due(self, function: str, service: str, operation: str) -> bool:
        """Count a call; whether it is the one to spoil."""
        with self._lock:
            self.counted[function, service, operation] += 1
            call = Call(function, service, operation, self.counted[function, service, operation])
            due = call == self._wanted
            self.fired |= due
        return due

    def call(self, make: Callable[..., Any], client: Any, operation: str, values: Any) -> Any:
        """Stands in for BaseClient._make_api_call."""
        due = self._is_wanted(client, operation, values)
        before = getattr(self._here, "spoilt", None)
        self._here.spoilt = _Spoilt(self._spoil) if due and self._spoil else None
        try:
            return make(client, operation, values)
        finally:
            self._here.spoilt = before

    def _is_wanted(self, client: Any, operation: str, values: Any) -> bool:
        if self._function is None:
            if threading.get_ident() != self._own_thread and not self._resting:
                raise Killed  # a thread that outlived its invocation
            return False
        if self._dead:
            raise Killed
        self._see_site(operation)
        service = client.meta.service_model.service_name
        self.listen(Made(self._function, service, operation, values))
        return self.is_due(self._function, service, operation)

    def attempt(
        self, send: Callable[..., Answer], endpoint: Any, request: Any, *rest: Any
    ) -> Answer:
        """Stands in for Endpoint._do_get_response."""
        if self._function and self._dead:
            raise Killed
        spoilt: _Spoilt | None = getattr(self._here, "spoilt", None)
        if spoilt is None:
            return send(endpoint, request, *rest)
        spoilt.attempts += 1
        first = spoilt.attempts == 1
        return spoilt.how(
            Attempt(self, request, rest[0], first, lambda: send(endpoint, request, *rest))
        )

    def _see_site(self, operation: str) -> None:
        frame = sys._getframe(3)
        while frame and not frame.f_code.co_filename.startswith(_ADAPTERS):
            frame = frame.f_back
        if frame:
            method = frame.f_code.co_qualname.partition(".<locals>")[0]
            self.sites.add(Site(Path(frame.f_code.co_filename).stem, method, operation))


@contextmanager
def watched() -> Iterator[Calls]:
    """While open, botocore asks us first, and does not wait before it tries again."""
    calls = Calls()
    make, send = BaseClient._make_api_call, Endpoint._do_get_response

    def make_api_call(client: Any, operation: str, values: Any) -> Any:
        return calls.call(make, client, operation, values)

    def do_get_response(endpoint: Any, request: Any, *rest: Any) -> Answer:
        return calls.attempt(send, endpoint, request, *rest)

    with (
        patch.object(BaseClient, "_make_api_call", make_api_call),
        patch.object(Endpoint, "_do_get_response", do_get_response),
        patch.object(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None)),
    ):
        yield calls
