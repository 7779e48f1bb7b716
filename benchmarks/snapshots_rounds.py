"""The process that encodes and puts: snapshots, in turns with bytes that are encoded already."""

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import NamedTuple

from benchmarks.charges import Shape, charges_file
from benchmarks.goals import Verdict
from benchmarks.interleaved import Timings, Variant, interleave, ratio
from benchmarks.parser_world import inputs
from benchmarks.report import Grid, conditions, goals, show, spread
from receipts import bootstrap
from receipts.aws.clients import Clients
from receipts.aws.s3 import S3AuditStore
from receipts.parsing import engine
from receipts.parsing.evaluate import evaluate
from receipts.parsing.part_tables import PartTables, WrittenRun, each_receipt, part_tables
from receipts.parsing.parts import Part
from receipts.parsing.put_snapshots import TAKEN, Crew, crew, put_snapshots
from receipts.parsing.write_part import write_part
from receipts.ports import AuditObjects
from receipts.snapshots import encode

PUT, OURS, PART = "PUT of encoded bytes", "encode and PUT", "ids, encode and PUT, lines: a part"
BOTO3 = "encode and PUT, boto3, 16 threads"
_SHARE, _SHARE_AIM, _TIMES = 0.18, 0.35, 6
_BOTO3_THREADS = 16


class _World(NamedTuple):
    part: Part
    of: WrittenRun
    tables: PartTables
    encoded: list[tuple[str, bytes]]


def main() -> None:
    """Measure, then show."""
    asked = _arguments()
    measured_in = conditions("pyarrow", "obstore", "boto3")
    timings = measure(asked.customers, asked.rounds, (PUT, OURS, PART, BOTO3))
    given = f"{asked.customers:,} snapshots of ten lines, S3 at {asked.latency:g} ms"
    grids = [goals(_verdicts(timings, given)), _each(timings, asked.customers)]
    show(measured_in, grids, markdown=asked.markdown)


def measure(customers: int, rounds: int, names: Sequence[str]) -> dict[str, Timings]:
    """The rounds of the named contenders."""
    world = _world(customers)
    audit = bootstrap.parser_of(os.environ)[0].audit  # noqa: TID251 - it is told of the stubs
    boto3 = S3AuditStore(Clients().of("s3"), "audit")
    with crew() as ours, ThreadPoolExecutor(_BOTO3_THREADS) as few:
        _check(world, ours)
        contenders = {
            PUT: lambda: _put(world.encoded, audit, ours.writers),
            OURS: lambda: put_snapshots(world.tables, audit, ours),
            PART: lambda: _write_part(world, audit, ours),
            BOTO3: lambda: _plainly(world.tables, boto3, few),
        }
        variants = [Variant(name, contenders[name]) for name in names]
        return {timing.name: timing for timing in interleave(variants, rounds)}


def _world(customers: int) -> _World:
    data = charges_file(Shape(10 * customers, customers)).read_bytes()
    (run,) = evaluate(inputs(data))
    of, part = engine.written_run(run), Part("", run.billed)
    tables = part_tables(run.billed, of)
    encoded = [(key, encode(charges)) for key, charges in each_receipt(tables)]
    return _World(part, of, tables, encoded)


class _Kept(dict[str, bytes]):
    """What was put."""

    def put_new(self, key: str, body: bytes) -> bool:
        return self.setdefault(key, body) is body


def _check(world: _World, ours: Crew) -> None:
    """Stubs take anything, and nothing is put fastest of all."""
    kept = _Kept()
    put_snapshots(world.tables, kept, ours)
    if kept != dict(world.encoded):
        raise AssertionError(f"{len(kept)} of {len(world.encoded)} snapshots were put.")


def _put(encoded: Sequence[tuple[str, bytes]], audit: AuditObjects, writers: Executor) -> None:
    """As many at a time, and as many to a thread, as when they are encoded."""

    def put(start: int) -> None:
        for key, body in encoded[start : start + TAKEN]:
            audit.put_new(key, body)

    for _ in writers.map(put, range(0, len(encoded), TAKEN)):
        pass


def _plainly(tables: PartTables, audit: AuditObjects, threads: Executor) -> None:
    """As one would write it first: a thread takes a receipt, encodes it and puts it."""
    for _ in threads.map(lambda it: audit.put_new(it[0], encode(it[1])), each_receipt(tables)):
        pass


def _write_part(world: _World, audit: AuditObjects, ours: Crew) -> None:
    write_part(world.part, world.of, audit, crew=ours, is_written=False)


def _verdicts(timings: dict[str, Timings], given: str) -> list[Verdict]:
    share = ratio(timings[PUT], timings[OURS])
    times = ratio(timings[BOTO3], timings[OURS])
    told = f"{share.median:.0%} ({share.lowest:.0%} to {share.highest:.0%})"
    of_put = f"{OURS}, in snapshots/s of {PUT}"
    return [
        Verdict(f"{of_put} ≥ {_SHARE:.0%}", given, told, share.median >= _SHARE),
        Verdict(f"{of_put}: the aim of {_SHARE_AIM:.0%}", given, told, share.median >= _SHARE_AIM),
        Verdict(
            f"{BOTO3} / {OURS} ≥ {_TIMES}",
            given,
            f"{times.median:.3g} ({times.lowest:.3g} to {times.highest:.3g})",
            times.median >= _TIMES,
        ),
    ]


def _each(timings: dict[str, Timings], customers: int) -> Grid:
    head = ("Contender", "Snapshots/s (range)", "CPU µs per snapshot (range)")
    rows = [
        (
            name,
            spread([customers / seconds for seconds in timing.wall]),
            spread([1e6 * seconds / customers for seconds in timing.cpu]),
        )
        for name, timing in timings.items()
    ]
    return Grid(head, rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.snapshots")
    parser.add_argument("--customers", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--latency", type=float, default=0, help="milliseconds until S3 answers")
    parser.add_argument("--markdown", action="store_true", help="print tables to be pasted")
    return parser.parse_args()


if __name__ == "__main__":
    main()
