"""Real Spark on two cores writes what one process writes, object by object."""

import functools
from decimal import Decimal

import pytest

from benchmarks.charges import Shape, charges_file
from receipts.parsing import parts
from tests.builders import inputs, rulebook
from tests.folder_audit import FolderAudit
from tests.integration.spark.writing import Fragile, by_spark
from tests.unit.spark.cases import CASES
from tests.unit.spark.comparing import by_one

# The sockets between Python and Java are closed by whoever finds them.
pytestmark = [
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DIRTY = CASES["dirty"]
#: Of each way through the engine one; tests/unit/spark has all files, and any, without Java.
WAYS = (
    *("clean", "dirty", "quoted", "months", "one month of several is rejected", "ignored columns"),
    *("contacts", "UTF-16", "packed", "control totals that differ", "too many are held"),
    *("nothing but blank lines", "no period"),
)


@pytest.mark.parametrize("name", WAYS)
def test_every_object_is_the_same(spark_session, tmp_path, name):
    alone = by_one(CASES[name])

    together = by_spark(spark_session, CASES[name], tmp_path)

    assert together == alone


def test_thousands_of_rows_with_each_kind_of_mistake(spark_session, tmp_path):
    data = charges_file(Shape(20_000, 2_000, bad=100, quoted=300)).read_bytes()
    given = inputs(data, rulebook=rulebook(max_held_share=Decimal(1)))
    alone = by_one(given)

    together = by_spark(spark_session, given, tmp_path, slice_bytes=300_000)

    assert together == alone


def test_a_run_in_sixteen_parts(spark_session, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "_LINES", 100)
    alone = by_one(DIRTY)

    together = by_spark(spark_session, DIRTY, tmp_path)

    assert together == alone
    assert sum(key.startswith("lines/") for key in alone) > 10


@pytest.mark.parametrize(
    "fails_at", ["inputs/", "snapshots/billing_period=2024-09/customer_key=a", "lines/"]
)
def test_a_task_that_is_tried_again_leaves_no_duplicates(spark_session, tmp_path, fails_at):
    alone, root, broken = by_one(DIRTY), tmp_path / "audit", tmp_path / "broken"
    fragile = functools.partial(Fragile, root, broken, fails_at)

    together = by_spark(spark_session, DIRTY, root, open_audit=fragile)

    assert together == alone
    assert list(FolderAudit(broken).keys(fails_at))


def test_a_job_that_is_begun_again_finds_its_work_and_changes_nothing(spark_session, tmp_path):
    first = by_spark(spark_session, DIRTY, tmp_path)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}

    again = by_spark(spark_session, DIRTY, tmp_path)

    assert again == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")} == times
