"""Spark as it is needed here: slices in, judged customers kept where they are, parts out."""

import functools
from typing import TYPE_CHECKING

from receipts.parsing.reading.slices import Slice
from receipts.spark.tasks import (
    BILLED,
    JUDGED,
    PARTS,
    PIECES,
    WRITTEN,
    CutParts,
    JudgeBuckets,
    ReadSlices,
    WriteParts,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SLICES = "start long, end long, line long, records long"
_MOST_BUCKETS = 256


class SparkCluster:
    """A session's executors, and the file that they have judged last."""

    def __init__(self, session: "SparkSession") -> None:
        self._session = session
        self._judged: DataFrame | None = None

    def judge(
        self, slices: list[Slice], read: ReadSlices, judge: JudgeBuckets
    ) -> list[tuple[str, bytes]]:
        """What JUDGED says without the billed lines; those are kept where they are."""
        from pyspark import StorageLevel  # noqa: PLC0415

        self.forget()
        cut = [(each.start, each.end, each.line, each.records) for each in slices]
        rows = self._session.sparkContext.parallelize(cut, len(cut))
        self._judged = (
            self._session.createDataFrame(rows, _SLICES)
            .mapInArrow(functools.partial(read), PIECES)
            .repartition(self._partitions(len(cut)), "bucket")
            .mapInArrow(functools.partial(judge), JUDGED)
            .persist(StorageLevel.DISK_ONLY)
        )
        found = self._judged.filter(self._judged.what != BILLED).collect()
        return [(row.what, row.packed) for row in found]

    def write(self, billing_period: str, cut: CutParts, write: WriteParts) -> dict[str, bytes]:
        """What each part that has customers says it has written."""
        if self._judged is None:
            raise RuntimeError("nothing is judged")
        judged, count = self._judged, len(cut.prefixes)
        billed = judged.filter((judged.what == BILLED) & (judged.billing_period == billing_period))
        parts = billed.select("packed").mapInArrow(functools.partial(cut), PARTS)
        written = parts.repartition(count, "part").mapInArrow(functools.partial(write), WRITTEN)
        return {row.part: row.packed for row in written.collect()}

    def forget(self) -> None:
        """Give the disks back."""
        if self._judged is not None:
            self._judged.unpersist()
            self._judged = None

    def _partitions(self, slices: int) -> int:
        """At least two rounds of all cores, and no more than a slice's worth of rows for each."""
        cores = self._session.sparkContext.defaultParallelism
        return min(max(2 * cores, slices), _MOST_BUCKETS)
