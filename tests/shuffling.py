"""A cluster that is one thread: the executors' own functions, and a shuffle that is a dict."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from receipts.parsing.reading.slices import Slice
from receipts.spark.tasks import BILLED, CutParts, JudgeBuckets, ReadSlices, WriteParts

Task = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
Rows = list[dict[str, object]]


@dataclass
class OneThread:
    partitions: int = 3
    judged: Rows = field(default_factory=list)

    def judge(
        self, slices: list[Slice], read: ReadSlices, judge: JudgeBuckets
    ) -> list[tuple[str, bytes]]:
        fields = Slice.__dataclass_fields__
        cut = [{name: getattr(each, name) for name in fields} for each in slices]
        # The last slice first: who comes first is not for Spark to say.
        pieces = [row for each in reversed(cut) for row in run(read, [each])]
        self.judged = [row for rows in self.shuffled(pieces, "bucket") for row in run(judge, rows)]
        return [(row["what"], row["packed"]) for row in self.judged if row["what"] != BILLED]

    def write(self, billing_period: str, cut: CutParts, write: WriteParts) -> dict[str, bytes]:
        billed = [
            {"packed": row["packed"]}
            for row in self.judged
            if (row["what"], row["billing_period"]) == (BILLED, billing_period)
        ]
        parts = [part for row in billed for part in run(cut, [row])]
        written = [row for rows in self.shuffled(parts, "part") for row in run(write, rows)]
        return {row["part"]: row["packed"] for row in written}

    def shuffled(self, rows: Rows, by: str) -> Iterable[Rows]:
        partitions = defaultdict(list)
        for row in rows:
            partitions[int(row[by] or "0", 16) % self.partitions].append(row)
        return partitions.values()


def run(task: Task, rows: Rows) -> Rows:
    given = pa.RecordBatch.from_pylist(rows)
    return [row for batch in task(iter([given])) for row in batch.to_pylist()]
