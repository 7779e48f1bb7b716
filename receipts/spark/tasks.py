"""What executors do: read slices, judge buckets, write parts. Each gets and gives Arrow batches.

A row is a few words that say what it is and one packed object: Spark moves it and never looks in.
"""

import pickle
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from receipts.parsing.billed import Billed, all_billed
from receipts.parsing.part_tables import WrittenRun
from receipts.parsing.parts import Part, cut
from receipts.parsing.portion import Basis
from receipts.parsing.put_snapshots import crew
from receipts.parsing.reading.slices import Slice, read_slice
from receipts.parsing.write_part import lines_key, write_part
from receipts.spark.buckets import judge_buckets
from receipts.spark.pieces import pieces_of
from receipts.spark.plan import OpenAudit, Reading

#: The columns of what tasks give, in Spark's words.
PIECES = "bucket string, packed binary"
JUDGED = "what string, billing_period string, packed binary"
PARTS = WRITTEN = "part string, packed binary"

#: What a row of JUDGED is.
SUMMARY, BILLED, UNREADABLE = "summary", "billed", "unreadable"
#: The bucket of slices nobody can read.
_NOWHERE = ""
#: Snapshots under way in a task: an executor runs as many tasks as it has cores.
_WRITERS = 32

_Batches = Iterator[pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class ReadSlices:
    """Slices (the fields of Slice) -> PIECES."""

    open_audit: OpenAudit
    reading: Reading

    def __call__(self, batches: _Batches) -> _Batches:
        """Read each slice by itself."""
        audit, of = self.open_audit(), self.reading
        for row in _rows(batches):
            cut = Slice(**row)
            body = audit.get_range(of.key, cut.start, cut.end)
            raw = read_slice(of.head, body, cut, of.header, has_quotes=of.has_quotes)
            pieces = pieces_of(raw, of.profile) if raw.sources else {_NOWHERE: None}
            for bucket, piece in pieces.items():
                yield _batch(PIECES, bucket, pack(piece))


@dataclass(frozen=True, slots=True)
class JudgeBuckets:
    """PIECES, all of some buckets -> JUDGED."""

    basis: Basis

    def __call__(self, batches: _Batches) -> _Batches:
        """Judge all customers that came here at once: a bucket by itself would be too small."""
        rows = list(_rows(batches))
        if any(row["bucket"] == _NOWHERE for row in rows):
            yield _batch(JUDGED, UNREADABLE, "", b"")
        pieces = [unpack(row["packed"]) for row in rows if row["bucket"] != _NOWHERE]
        if not pieces:
            return
        judged = judge_buckets(pieces, self.basis)
        yield _batch(JUDGED, SUMMARY, "", pack(judged.summary))
        for period, billed in judged.billed.items():
            yield _batch(JUDGED, BILLED, period, pack(billed))


@dataclass(frozen=True, slots=True)
class CutParts:
    """BILLED of one month -> PARTS."""

    prefixes: list[str]

    def __call__(self, batches: _Batches) -> _Batches:
        """Cut by the customers, as one process cuts."""
        for row in _rows(batches):
            parts = cut(unpack(row["packed"]), self.prefixes)
            for prefix in self.prefixes:
                billed = parts.part(prefix).billed
                if billed.lines.height:
                    yield _batch(PARTS, prefix, pack(billed))


@dataclass(frozen=True, slots=True)
class WriteParts:
    """PARTS, all of some prefixes -> WRITTEN: the parts' receipts.

    A task that is begun again, or runs twice at once, finds its snapshots there and says the same.
    """

    open_audit: OpenAudit
    of: WrittenRun
    #: Keys of the lines of parts that an earlier try has finished.
    finished: frozenset[str]

    def __call__(self, batches: _Batches) -> _Batches:
        """Write each part by itself."""
        audit = self.open_audit()
        parts: dict[str, list[Billed]] = defaultdict(list)
        for row in _rows(batches):
            parts[row["part"]].append(unpack(row["packed"]))
        with crew(encoders=1, writers=_WRITERS) as hands:
            for prefix in sorted(parts):
                part = Part(prefix, all_billed(parts.pop(prefix)))
                is_written = lines_key(prefix, self.of) in self.finished
                receipts = write_part(part, self.of, audit, crew=hands, is_written=is_written)
                yield _batch(WRITTEN, prefix, pack(receipts))


def pack(value: object) -> bytes:
    """As Spark itself moves what Python gives."""
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def unpack(packed: bytes) -> Any:
    """What one of our own tasks packed."""
    return pickle.loads(packed)  # noqa: S301 - it never leaves the cluster


def _rows(batches: _Batches) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _batch(columns: str, *values: str | bytes) -> pa.RecordBatch:
    names = [column.split()[0] for column in columns.split(", ")]
    return pa.RecordBatch.from_pydict({n: [value] for n, value in zip(names, values, strict=True)})
