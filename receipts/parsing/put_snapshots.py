"""Encode snapshots and put them: a few threads compute while many wait for S3."""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from receipts import snapshots
from receipts.parsing.part_tables import PartTables, each_receipt
from receipts.ports import AuditObjects

#: Snapshots that a thread takes at a time: to hand over each one costs as much as to encode it.
TAKEN = 8
#: S3 takes 3,500 a second of one prefix and some 30 ms for each:
#: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
WRITERS = 96
#: Times TAKEN of a part at once: several for each writer, so that the slowest holds nobody up.
_UNDER_WAY = 4 * WRITERS


@dataclass(frozen=True, slots=True)
class Crew:
    """Threads by what they do: if all did both, they would fight for Python's lock."""

    encoders: Executor
    writers: Executor


@contextmanager
def crew(*, encoders: int = os.cpu_count() or 1, writers: int = WRITERS) -> Iterator[Crew]:
    """Threads for one run."""
    # Encoders end first: whoever hands over to a writer needs it to be there.
    with ThreadPoolExecutor(writers) as writing, ThreadPoolExecutor(encoders) as encoding:
        yield Crew(encoding, writing)


def put_snapshots(tables: PartTables, audit: AuditObjects, crew: Crew) -> None:
    """Put a part's snapshots; all there when it returns. Only a few are in memory, however slow."""

    def put(some: list[tuple[str, bytes]]) -> None:
        for key, body in some:
            audit.put_new(key, body)

    def encode(some: list[tuple[str, pa.Table]]) -> Future[None]:
        return crew.writers.submit(put, [_encoded(*receipt) for receipt in some])

    receipts = each_receipt(tables)
    under_way: deque[Future[Future[None]]] = deque()
    while some := list(islice(receipts, TAKEN)):
        under_way.append(crew.encoders.submit(encode, some))
        if len(under_way) == _UNDER_WAY:
            under_way.popleft().result().result()
    for encoded in under_way:
        encoded.result().result()


def _encoded(key: str, charges: pa.Table) -> tuple[str, bytes]:
    return key, snapshots.encode(charges)
