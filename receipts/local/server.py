"""moto as an HTTP server inside this process, on the loopback interface only."""

import functools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.base_backend import AccountSpecificBackend, BaseBackend
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import ThreadedWSGIServer

from receipts.local import account

_HOST = "127.0.0.1"
# moto keeps its state in module globals, so a process has room for one world at a time.
_world = threading.Lock()


class _Application(DomainDispatcherApplication):
    """Knows hosts it has seen; moto lists its package folder twice for each request."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._backend = functools.lru_cache(super().get_backend_for_host)

    def get_backend_for_host(self, host: str | None) -> Any:
        """The service that answers for a host name."""
        return self._backend(host)


class _QuietRequestHandler(MotoRequestHandler):
    """Logs errors, not requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def running(port: int) -> Iterator[str]:
    """An empty AWS while open; gives its endpoint. Port 0 picks a free one."""
    if not _world.acquire(blocking=False):
        raise RuntimeError("this process is already running an embedded AWS")
    try:
        with (
            patch.object(AccountSpecificBackend, "_generate_regions", _our_region),
            _serving(port) as endpoint,
        ):
            yield endpoint
    finally:
        moto_api_backend.reset()
        _world.release()


def _our_region(_: AccountSpecificBackend[BaseBackend], service: str) -> list[str]:
    # moto asks a boto3 session for all regions of each service: seconds at start, and an error
    # when the user's AWS_PROFILE does not exist.
    return [account.REGION]


@contextmanager
def _serving(port: int) -> Iterator[str]:
    # A socket of our own: werkzeug leaves the process when the port is taken.
    with socket.create_server((_HOST, port)) as listener:
        port = listener.getsockname()[1]
        server = ThreadedWSGIServer(
            _HOST, port, _Application(), _QuietRequestHandler, fd=listener.fileno()
        )
    # Closing the server then waits for the requests' threads, which end with their answers.
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="embedded AWS")
    thread.start()
    try:
        yield f"http://{_HOST}:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
