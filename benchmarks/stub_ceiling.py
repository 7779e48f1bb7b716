"""How many requests a second the stubs answer at most: python -m benchmarks.stub_ceiling.

Whatever is measured against them is slower, or the stubs were measured.
"""

import asyncio
import os
import sys
import time
from urllib.parse import urlsplit

import uvloop

from benchmarks.against_stubs import run_against
from benchmarks.stub_aws import Stub

_CONNECTIONS, _REQUESTS, _ROUNDS = 32, 100_000, 3
_PUT = (
    b"PUT /audit/snapshots/billing_period=2024-09/customer_key=0/0.parquet HTTP/1.1\r\n"
    b"host: 127.0.0.1\r\ncontent-length: 2000\r\nif-none-match: *\r\n"
    b"x-amz-checksum-sha256: n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=\r\n"
    b"authorization: AWS4-HMAC-SHA256 " + b"0" * 300 + b"\r\n\r\n" + b"0" * 2000
)


class _Client(asyncio.Protocol):
    """Sends the same again as soon as it is answered."""

    def __init__(self, left: list[int], done: asyncio.Event) -> None:
        self._left = left
        self._done = done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(_PUT)

    def data_received(self, data: bytes) -> None:
        self._left[0] -= 1
        if self._left[0] > 0:
            self._transport.write(_PUT)
        else:
            self._done.set()


async def _rate(endpoint: str) -> float:
    loop, done, left = asyncio.get_running_loop(), asyncio.Event(), [_REQUESTS]
    place = urlsplit(endpoint)
    began = time.perf_counter()
    made = [
        await loop.create_connection(lambda: _Client(left, done), place.hostname, place.port)
        for _ in range(_CONNECTIONS)
    ]
    await done.wait()
    seconds = time.perf_counter() - began
    for transport, _ in made:
        transport.close()
    return _REQUESTS / seconds


def main() -> None:
    """A line a round."""
    for _ in range(_ROUNDS):
        rate = uvloop.run(_rate(os.environ["AWS_ENDPOINT_URL"]))  # noqa: TID251 - as the SDKs do
        sys.stdout.write(f"{rate:,.0f} PUT/s of 2 kB\n")


if __name__ == "__main__":
    if sys.argv[1:] == ["--client"]:
        main()
    else:
        sys.exit(
            run_against(
                Stub(),
                "benchmarks.stub_ceiling",
                ["--client"],
                lambda endpoint: {"AWS_ENDPOINT_URL": endpoint},
            )
        )
