"""An HTTP server whose answers a test writes, to see what real clients send and make of them."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, NamedTuple

_ANY_OBJECT = {"ETag": '"0"', "Last-Modified": "Mon, 23 Nov 2026 03:00:00 GMT"}


class Answer(NamedTuple):
    """A status and S3's error code, or a body that may break off."""

    status: int = 200
    code: str = ""
    body: bytes = b""
    missing_bytes: int = 0


class Request(NamedTuple):
    """What a client sent."""

    method: str
    host: str
    path: str
    headers: Message


@dataclass
class Server:
    """Gives its answers in turn, and the last one from then on; with none left it is silent."""

    endpoint: str = ""
    answers: list[Answer] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)


@contextmanager
def answering() -> Iterator[Server]:
    """A server on the loopback interface while open."""
    told = Server()

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            host = self.headers["Host"]
            told.requests.append(Request(self.command, host, self.path, self.headers))
            if not told.answers:
                told.closed.wait()
                return
            answer = told.answers[min(len(told.requests), len(told.answers)) - 1]
            body = answer.body or _error(answer.code)
            self.send_response(answer.status)
            for name, value in _ANY_OBJECT.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + answer.missing_bytes))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = answer  # noqa: N815 - http.server's names

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    told.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield told
    finally:
        told.closed.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>secret</Message></Error>".encode() if code else b""
