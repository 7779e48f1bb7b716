"""Snapshots are encoded and put by many threads: all of them, and few at a time."""

import threading

import pytest

from receipts.errors import RetryableError
from receipts.parsing import put_snapshots as under_test
from receipts.parsing.engine import written_run
from receipts.parsing.evaluate import evaluate
from receipts.parsing.part_tables import part_tables
from receipts.parsing.put_snapshots import TAKEN, crew, put_snapshots
from tests.builders import charges_csv, inputs
from tests.fakes import FakeAudit

CUSTOMERS = 400


@pytest.fixture(scope="module")
def tables():
    rows = [f"C{n},Name {n},c{n}@example.com,Hosting,{n}.25" for n in range(CUSTOMERS)]
    (run,) = evaluate(inputs(charges_csv(*rows)))
    return part_tables(run.billed, written_run(run))


def test_each_snapshot_is_there_when_it_returns(tables):
    audit = FakeAudit()

    with crew() as hands:
        put_snapshots(tables, audit, hands)
        there = set(audit.objects)

    assert there == set(tables.receipts["snapshot_key"].to_pylist())


def test_while_nothing_is_taken_only_a_few_are_encoded(tables, monkeypatch):
    monkeypatch.setattr(under_test, "_UNDER_WAY", 3)
    encoded, taken, goes_on = [], threading.Event(), threading.Event()
    encode = under_test._encoded

    def counted(key, charges):
        encoded.append(key)
        return encode(key, charges)

    class Slow(FakeAudit):
        def put_new(self, key, body):
            taken.set()
            assert goes_on.wait(30)
            return super().put_new(key, body)

    monkeypatch.setattr(under_test, "_encoded", counted)
    audit = Slow()
    with crew(encoders=2) as hands:
        thread = threading.Thread(target=put_snapshots, args=(tables, audit, hands))
        thread.start()
        assert taken.wait(30)
        # Whoever has no bound is through with all of them by now.
        thread.join(1)
        so_far = len(encoded)
        goes_on.set()
        thread.join(30)

    assert so_far <= 3 * TAKEN
    assert len(audit.objects) == CUSTOMERS


@pytest.mark.parametrize("nth", [0, CUSTOMERS // 2, CUSTOMERS - 1])
def test_one_that_cannot_be_put_is_told(tables, nth):
    refused = tables.receipts["snapshot_key"][nth].as_py()

    class Refuses(FakeAudit):
        def put_new(self, key, body):
            if key == refused:
                raise RetryableError("503")
            return super().put_new(key, body)

    with crew() as hands, pytest.raises(RetryableError):
        put_snapshots(tables, Refuses(), hands)


def test_after_a_refusal_all_that_is_under_way_is_put_all_the_same(tables):
    refused = tables.receipts["snapshot_key"][0].as_py()

    class Refuses(FakeAudit):
        def put_new(self, key, body):
            if key == refused:
                raise RetryableError("503")
            return super().put_new(key, body)

    audit = Refuses()
    with pytest.raises(RetryableError), crew(encoders=1) as hands:
        put_snapshots(tables, audit, hands)

    assert len(audit.objects) == CUSTOMERS - TAKEN


@pytest.mark.parametrize("nth", [0, CUSTOMERS - 1])
def test_one_that_cannot_be_encoded_is_told(tables, nth, monkeypatch):
    damaged, encode = tables.receipts["snapshot_key"][nth].as_py(), under_test._encoded

    def fails(key, charges):
        if key == damaged:
            raise ValueError(key)
        return encode(key, charges)

    monkeypatch.setattr(under_test, "_encoded", fails)
    with crew() as hands, pytest.raises(ValueError, match="snapshots/"):
        put_snapshots(tables, FakeAudit(), hands)
