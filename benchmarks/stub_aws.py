"""The worker's AWS as endpoints that answer at once and check nothing; SES takes its time."""

import asyncio
import base64
import hashlib
import json
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

#: From the request until SES answers.
SES_SECONDS = 0.08


@asynccontextmanager
async def stub_aws(objects: Mapping[str, bytes]) -> AsyncIterator[str]:
    """Serve on a free port of this machine; every GET is answered with its folder's object."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(objects), "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}"


class _Connection(asyncio.Protocol):
    """HTTP/1.1, kept alive; clients send one request at a time."""

    def __init__(self, objects: Mapping[str, bytes]) -> None:
        self._objects = objects
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answers go there."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer once the request is complete."""
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if separator and not body and b"100-continue" in head:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if not separator or len(body) < _content_length(head):
            return
        self._received = b""
        delay, answer = self._answer(head)
        asyncio.get_running_loop().call_later(delay, self._transport.write, answer)

    def _answer(self, head: bytes) -> tuple[float, bytes]:
        """How long it takes, and what is said: what real services say, as far as it costs work."""
        if head.startswith(b"GET "):
            path = head.split(b" ", 2)[1].decode()
            found = (body for folder, body in self._objects.items() if folder in path)
            return 0, _object_answer(next(found))
        if head.startswith(b"PUT "):
            return 0, _http(b"", ETag='"0"', x_amz_version_id="0")
        if b"/v2/email/outbound-emails" in head:
            message_id = "0100019000000000-00000000-0000-0000-0000-000000000000-000000"
            return SES_SECONDS, _http(json.dumps({"MessageId": message_id}).encode())
        # DynamoDB and SQS: a write that did what it should, a read that found nothing.
        return 0, _http(b"{}", x_amz_crc32=str(zlib.crc32(b"{}")))


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _object_answer(body: bytes) -> bytes:
    checksum = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return _http(body, ETag='"0"', x_amz_version_id="0", x_amz_checksum_sha256=checksum)


def _http(body: bytes, **headers: str) -> bytes:
    told = {
        "Date": "Mon, 23 Nov 2026 03:00:00 GMT",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "x-amz-request-id": "0",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body
