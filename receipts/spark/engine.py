"""The engine of many machines: the rules of one process, customer by customer.

Slices of the file are read apart, their rows shuffled by customer, and each customer judged and
written by one executor. Whatever is run twice comes to the same: names come from content, and each
is written once.
"""

from typing import Protocol

import pyarrow as pa

from receipts.model import RunStatus
from receipts.parsing.engine import IN_PROCESS, written_parts, written_run
from receipts.parsing.evaluate import conclude
from receipts.parsing.inputs import Inputs
from receipts.parsing.parts import prefixes
from receipts.parsing.problems import file_error
from receipts.parsing.reading.slices import Slice
from receipts.parsing.run import Run
from receipts.parsing.whole_file import unread, whole_file
from receipts.ports import AuditStore
from receipts.spark.buckets import all_buckets
from receipts.spark.plan import OpenAudit, Plan, plan_of
from receipts.spark.tasks import (
    UNREADABLE,
    CutParts,
    JudgeBuckets,
    ReadSlices,
    WriteParts,
    unpack,
)
from schemas.audit import RECEIPTS

#: Bytes of a slice, about: what one task reads.
_SLICE = 16 << 20


class Cluster(Protocol):
    """Machines that share the work; SparkCluster, but for tests."""

    def judge(
        self, slices: list[Slice], read: ReadSlices, judge: JudgeBuckets
    ) -> list[tuple[str, bytes]]:
        """Read and judge; who is billed is kept there."""
        ...

    def write(self, billing_period: str, cut: CutParts, write: WriteParts) -> dict[str, bytes]:
        """Write a month of those; by part, its receipts."""
        ...


class SparkEngine:
    """Judges a file and writes its receipts on a cluster.

    A file that is rejected is judged on the driver alone: all of its rows are held, and what is
    held comes together there.
    """

    def __init__(
        self, cluster: Cluster, open_audit: OpenAudit, *, slice_bytes: int = _SLICE
    ) -> None:
        """`open_audit` travels to the executors, and opens the audit bucket there."""
        self._cluster = cluster
        self._open_audit = open_audit
        self._slice_bytes = slice_bytes

    def evaluate(self, inputs: Inputs) -> list[Run]:
        """As receipts.parsing.evaluate; the billed lines stay on the cluster."""
        plan = plan_of(inputs, slice_bytes=self._slice_bytes)
        if plan is None:
            return IN_PROCESS.evaluate(inputs)
        self._keep_text(plan, inputs)
        read = ReadSlices(self._open_audit, plan.reading)
        found = self._cluster.judge(plan.slices, read, JudgeBuckets(plan.basis))
        if any(what == UNREADABLE for what, _ in found):
            return _unreadable(inputs, plan)
        runs = _concluded(inputs, plan, [packed for _, packed in found])
        if any(run.status is RunStatus.REJECTED for run in runs):
            return IN_PROCESS.evaluate(inputs)
        return runs

    def write_receipts(self, run: Run, audit: AuditStore) -> list[pa.Table]:
        """Each part by one executor; the run is of the file that was judged last."""
        every = prefixes(int(run.receipts["line_count"].sum()))
        write = WriteParts(self._open_audit, written_run(run), written_parts(run, audit))
        written = self._cluster.write(run.billing_period, CutParts(every), write)
        empty = RECEIPTS.empty_table()
        return [unpack(written[part]) if part in written else empty for part in every]

    def _keep_text(self, plan: Plan, inputs: Inputs) -> None:
        """Executors read the text from the audit bucket: the file itself is there already."""
        if plan.opened.text != inputs.data:
            self._open_audit().put_new(plan.reading.key, plan.opened.text)


def _unreadable(inputs: Inputs, plan: Plan) -> list[Run]:
    """A slice was not what it was cut for: nobody guesses where records end."""
    told = [*plan.opened.problems, *plan.reading.header.problems, file_error("csv_unreadable")]
    return conclude(inputs, unread(inputs, told), [])


def _concluded(inputs: Inputs, plan: Plan, summaries: list[bytes]) -> list[Run]:
    raw, judged = all_buckets([unpack(packed) for packed in summaries], plan.reading.header)
    whole = whole_file(inputs, plan.opened, plan.basis, raw, judged)
    return conclude(inputs, whole, judged.months)
