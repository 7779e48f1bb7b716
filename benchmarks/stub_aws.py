"""AWS as endpoints that check nothing: they answer at once, or after as long as real ones."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks import stub_answers

#: From the request until SES answers.
SES_SECONDS = 0.08
_DROPPED = (b"/snapshots/", b"/inputs/", b"/lines/", b"/mails/")
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass
class Stub:
    """What the endpoints know and have seen."""

    #: By folder: every GET from there is answered so.
    answers: Mapping[str, bytes] = field(default_factory=dict)
    #: From the request until anything but SES answers.
    latency: float = 0.0
    #: By path: likewise. What is put is added, but for what nobody reads again.
    kept: dict[bytes, bytes] = field(default_factory=dict)

    def keeps(self, head: bytes) -> bool:
        """Whether a request's body will be asked for."""
        return not any(folder in head for folder in _DROPPED)

    def answer(self, head: bytes, body: bytes) -> tuple[float, bytes]:
        """How long it takes, and what is said."""
        verb, path, _ = head.split(b" ", 2)
        if verb == b"PUT":
            if self.keeps(head):
                self.kept[path] = stub_answers.found(body)
            return self.latency, stub_answers.STORED
        if verb != b"POST" and b"/v2/email" not in path:
            answer = self._read(path)
            return self.latency, stub_answers.head_of(answer) if verb == b"HEAD" else answer
        if b"/v2/email/outbound-emails" in path:
            return SES_SECONDS, stub_answers.SENT
        for fits, answer in stub_answers.BY_HEAD:
            if fits in head:
                return self.latency, answer
        return self.latency, stub_answers.NOTHING

    def _read(self, path: bytes) -> bytes:
        key, _, query = path.partition(b"?")
        if b"list-type" in query:
            return stub_answers.NO_KEYS
        for folder, answer in self.answers.items():
            if folder.encode() in key:
                return answer
        return self.kept.get(key, stub_answers.MISSING)


@asynccontextmanager
async def stub_aws(stub: Stub) -> AsyncIterator[str]:
    """Serve on a free port of this machine."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(stub), "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}"


class _Connection(asyncio.Protocol):
    """HTTP/1.1, kept alive; clients send one request at a time."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._loop = asyncio.get_running_loop()
        self._head = b""
        self._parts: list[bytes] = []
        self._missing = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answers go there."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer once the request is complete."""
        if self._head:
            self._missing -= len(data)
            if self._keeps:
                self._parts.append(data)
        else:
            self._begin(b"".join((*self._parts, data)))
        if self._head and self._missing <= 0:
            self._end()

    def _begin(self, data: bytes) -> None:
        head, separator, body = data.partition(b"\r\n\r\n")
        if not separator:
            self._parts = [data]
            return
        self._head, self._parts = head, [body]
        self._keeps = self._stub.keeps(head)
        self._missing = _content_length(head) - len(body)
        if self._missing > 0 and not body and b"100-continue" in head:
            self._transport.write(_CONTINUE)

    def _end(self) -> None:
        delay, answer = self._stub.answer(self._head, b"".join(self._parts))
        self._head, self._parts = b"", []
        if delay:
            self._loop.call_later(delay, self._transport.write, answer)
        else:
            self._transport.write(answer)


def _content_length(head: bytes) -> int:
    start = head.lower().find(b"content-length:")
    return int(head[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
