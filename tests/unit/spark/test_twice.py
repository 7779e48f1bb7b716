"""Spark may run any task twice, one after the other or at once: nothing shows."""

from receipts.parsing.engine import written_run
from receipts.parsing.evaluate import evaluate
from receipts.spark.engine import SparkEngine
from receipts.spark.plan import plan_of
from receipts.spark.tasks import BILLED, CutParts, JudgeBuckets, ReadSlices, WriteParts
from tests.fakes import FakeAudit
from tests.shuffling import OneThread, run
from tests.unit.spark.cases import CASES

GIVEN = CASES["dirty"]
(RUN,) = evaluate(GIVEN)


def judged(audit):
    """What stands on the executors' disks, and who judged it."""
    audit.put_new(f"inputs/{GIVEN.sha256}", GIVEN.data)
    cluster = OneThread()
    SparkEngine(cluster, lambda: audit, slice_bytes=4000).evaluate(GIVEN)
    return cluster


def test_a_part_that_is_written_twice_says_the_same_and_changes_nothing():
    audit = FakeAudit()
    cluster, cut = judged(audit), CutParts([""])
    write = WriteParts(lambda: audit, written_run(RUN), frozenset())
    first = cluster.write(RUN.billing_period, cut, write)
    before = dict(audit.objects)

    second = cluster.write(RUN.billing_period, cut, write)

    assert second == first
    assert audit.objects == before
    assert all(audit.objects[key] is before[key] for key in before)


def test_a_part_that_an_earlier_try_finished_is_not_written_again():
    audit, nowhere = FakeAudit(), FakeAudit()
    cluster, cut, of = judged(audit), CutParts([""]), written_run(RUN)
    first = cluster.write(RUN.billing_period, cut, WriteParts(lambda: audit, of, frozenset()))
    finished = frozenset(key for key in audit.objects if key.startswith("lines/"))

    again = cluster.write(RUN.billing_period, cut, WriteParts(lambda: nowhere, of, finished))

    assert again == first
    assert nowhere.objects == {}


def test_slices_that_are_read_and_judged_twice_come_to_the_same():
    audit = FakeAudit()
    audit.put_new(f"inputs/{GIVEN.sha256}", GIVEN.data)
    plan = plan_of(GIVEN, slice_bytes=1 << 20)
    read, judge = ReadSlices(lambda: audit, plan.reading), JudgeBuckets(plan.basis)
    (whole,) = plan.slices
    row = {name: getattr(whole, name) for name in ("start", "end", "line", "records")}

    first, second = (run(judge, run(read, [row])) for _ in range(2))

    assert [each["what"] for each in first] == ["summary", BILLED]
    assert first == second
