"""A run that is written in parts, begun again, and put together."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from receipts import keys
from receipts.errors import RetryableError
from receipts.parsing import parts
from receipts.parsing.engine import IN_PROCESS
from receipts.parsing.evaluate import evaluate
from receipts.parsing.parts import cut, prefixes
from receipts.parsing.write import write_run
from schemas.audit import LINES
from tests.builders import charges_csv, inputs
from tests.fakes import FakeAudit

CUSTOMERS = 40


def a_run():
    rows = [
        f"C{number},Name {number},c{number}@example.com,{service},{number}.25"
        for service in ("Hosting", "Backup")
        for number in range(CUSTOMERS)
    ]
    (run,) = evaluate(inputs(charges_csv(*rows)))
    return run


@pytest.fixture
def in_sixteen_parts(monkeypatch):
    monkeypatch.setattr(parts, "_LINES", 10)


class Strict(FakeAudit):
    """Nothing is put twice, unless it is the same small file."""

    def __init__(self):
        super().__init__()
        self.puts = []

    def put_new(self, key, body):
        self.puts.append(key)
        return super().put_new(key, body)


def folder(audit, name):
    return [key for key in audit.objects if key.startswith(f"{name}/")]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (0, 1),
        (250_000, 1),
        (250_001, 16),
        (4_000_000, 16),
        (4_000_001, 256),
        (10**9, 256),
    ],
)
def test_the_lines_of_a_run_decide_the_number_of_parts(lines, count):
    found = prefixes(lines)

    assert len(found) == len(set(found)) == count


def test_every_customer_is_in_the_part_that_their_key_names(in_sixteen_parts):
    billed = a_run().billed

    cut_up = cut(billed, prefixes(billed.lines.height))
    every = [cut_up.part(prefix) for prefix in cut_up.prefixes]

    for part in every:
        assert all(
            keys.customer_key(id_).startswith(part.prefix)
            for id_ in part.billed.customers["customer_id"]
        )
        assert set(part.billed.lines["key"]) == set(part.billed.customers["key"])
    assert sum(part.billed.customers.height for part in every) == CUSTOMERS
    assert sum(part.billed.lines.height for part in every) == 2 * CUSTOMERS


def test_a_run_in_parts_has_the_rows_of_a_run_in_one(monkeypatch):
    whole, pieces = FakeAudit(), FakeAudit()
    write_run(a_run(), whole, IN_PROCESS)
    monkeypatch.setattr(parts, "_LINES", 10)

    write_run(a_run(), pieces, IN_PROCESS)

    assert len(folder(whole, "lines")) == 1
    assert len(folder(pieces, "lines")) > 10
    assert set(folder(whole, "snapshots")) == set(folder(pieces, "snapshots"))
    for name, order in (("lines", "source_line"), ("receipts", "customer_id")):
        one, several = (rows_of(audit, name).sort_by(order) for audit in (whole, pieces))
        assert one.equals(several)


def rows_of(audit, name):
    tables = [pq.read_table(io.BytesIO(audit.objects[key])) for key in folder(audit, name)]
    return pa.concat_tables(tables)


def test_what_a_killed_run_has_finished_is_not_written_again(in_sixteen_parts):
    audit, run = Strict(), a_run()
    audit.fails_at = f"lines/billing_period=2024-09/{run.run_id}-9"
    with pytest.raises(ConnectionError):
        write_run(run, audit, IN_PROCESS)
    finished = set(folder(audit, "lines"))
    before = {key.rpartition("/")[2] for key in folder(audit, "snapshots")}
    audit.puts.clear()

    write_run(run, audit, IN_PROCESS)

    again = {key.rpartition("/")[2] for key in audit.puts if key.startswith("snapshots/")}
    written = [pq.read_table(io.BytesIO(audit.objects[key])) for key in finished]
    of_finished = {
        f"{receipt_id}.parquet" for part in written for receipt_id in part["receipt_id"].to_pylist()
    }
    assert finished
    assert not again & of_finished
    assert again == {key.rpartition("/")[2] for key in folder(audit, "snapshots")} - of_finished
    assert before >= of_finished
    assert rows_of(audit, "lines").num_rows == 2 * CUSTOMERS


def test_lines_are_put_after_all_snapshots_of_their_part():
    audit = Strict()

    write_run(a_run(), audit, IN_PROCESS)

    names = [key.split("/")[0] for key in audit.puts]
    assert names.index("lines") > max(i for i, name in enumerate(names) if name == "snapshots")
    assert names.index("receipts") > names.index("lines")


def test_a_snapshot_that_cannot_be_put_ends_the_run_before_its_commit_point():
    audit = FakeAudit()

    def put_new(key, body):
        if key.startswith("snapshots/") and len(folder(audit, "snapshots")) == CUSTOMERS // 2:
            raise RetryableError("503")
        return FakeAudit.put_new(audit, key, body)

    audit.put_new = put_new
    with pytest.raises(RetryableError):
        write_run(a_run(), audit, IN_PROCESS)

    assert folder(audit, "lines") == folder(audit, "receipts") == []


def test_lines_have_their_schema_in_every_part(in_sixteen_parts):
    audit = FakeAudit()

    write_run(a_run(), audit, IN_PROCESS)

    for key in folder(audit, "lines"):
        assert pq.read_schema(io.BytesIO(audit.objects[key])).equals(LINES)
