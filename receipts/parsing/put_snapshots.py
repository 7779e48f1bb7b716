"""Encode snapshots and put them: a few threads compute while many wait for S3."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from receipts import snapshots
from receipts.parsing.part_tables import PartTables, each_receipt
from receipts.ports import AuditObjects

#: Snapshots that a thread takes at a time: to hand over each one costs as much as to encode it.
TAKEN = 8
#: S3 takes 3,500 a second of one prefix and some 30 ms for each:
#: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
WRITERS = 96


@dataclass(frozen=True, slots=True)
class Crew:
    """Threads by what they do: if all did both, they would fight for Python's lock."""

    encoders: Executor
    writers: Executor


@contextmanager
def crew(*, encoders: int = os.cpu_count() or 1, writers: int = WRITERS) -> Iterator[Crew]:
    """Threads for one run."""
    with ThreadPoolExecutor(encoders) as encoding, ThreadPoolExecutor(writers) as writing:
        yield Crew(encoding, writing)


def put_snapshots(tables: PartTables, audit: AuditObjects, crew: Crew) -> None:
    """Put a part's snapshots; all there when it returns. No more than a part is in memory."""
    receipts = list(each_receipt(tables))

    def encode(start: int) -> list[tuple[str, bytes]]:
        return [_encoded(*receipt) for receipt in receipts[start : start + TAKEN]]

    def put(some: list[tuple[str, bytes]]) -> None:
        for key, body in some:
            audit.put_new(key, body)

    for _ in crew.writers.map(put, crew.encoders.map(encode, range(0, len(receipts), TAKEN))):
        pass


def _encoded(key: str, charges: pa.Table) -> tuple[str, bytes]:
    return key, snapshots.encode(charges)
