"""Many executors write what one process writes, object by object."""

import pytest

from receipts.parsing import parts
from receipts.parsing.evaluate import evaluate
from receipts.spark.engine import SparkEngine
from tests.builders import inputs
from tests.fakes import FakeAudit
from tests.shuffling import OneThread
from tests.unit.spark.cases import CASES
from tests.unit.spark.comparing import by_many, by_one


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("slice_bytes", [200, 5000])
def test_the_same_stands_in_the_audit_bucket(name, slice_bytes):
    alone = by_one(CASES[name])

    together = by_many(CASES[name], slice_bytes=slice_bytes)

    assert together == alone


@pytest.mark.parametrize("lines", [1, 10, 100])
def test_the_same_parts_are_written(monkeypatch, lines):
    monkeypatch.setattr(parts, "_LINES", lines)
    alone = by_one(CASES["dirty"])

    together = by_many(CASES["dirty"], slice_bytes=2000)

    assert together == alone
    assert sum(key.startswith("lines/") for key in alone) > (lines < 100) * 10


def test_the_text_of_a_packed_file_is_kept_for_the_executors():
    audit = FakeAudit()
    engine = SparkEngine(OneThread(), lambda: audit, slice_bytes=1000)

    engine.evaluate(CASES["packed"])

    (text,) = audit.objects.values()
    assert text.startswith(b"customer_id,")


def test_a_run_has_its_customers_and_what_is_held_but_not_the_lines_it_bills():
    audit = FakeAudit()
    engine = SparkEngine(OneThread(), lambda: audit, slice_bytes=1000)
    given = CASES["dirty"]
    audit.put_new(f"inputs/{given.sha256}", given.data)

    (run,), (alone,) = engine.evaluate(given), evaluate(given)

    assert run.billed.lines.is_empty()
    assert run.receipts.sort("customer_id").equals(alone.receipts.sort("customer_id"))
    assert run.raw.rows["line"].to_list() == run.held["line"].to_list()


def test_a_file_that_is_rejected_anyway_never_goes_to_the_cluster():
    given = inputs(CASES["no period"].data, key="charges.csv")

    (run,) = SparkEngine(OneThread(), FakeAudit).evaluate(given)

    assert run.run_id == evaluate(given)[0].run_id
