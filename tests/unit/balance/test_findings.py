"""What does not fit together is said with its key, and nothing is guessed."""

import io
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from receipts.balance.month import Reconciled
from tests.builders import ALICE, BOB, charges_csv
from tests.fakes import FakeWorld
from tests.unit.balance.months import MONTH, kept, reconciled
from tests.working import drop, work

FOREIGN = f"receipts/billing_period={MONTH}/upload.parquet"


def lived() -> tuple[FakeWorld, str]:
    """Alice has a receipt, and Bob's rows are held."""
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE, BOB, BOB.replace("5.50", "five")))
    work(world)
    return world, run.run_id


def path(folder: str, run_id: str, suffix: str = ".parquet") -> str:
    return f"{folder}/billing_period={MONTH}/{run_id}{suffix}"


def parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def read(world: FakeWorld, key: str) -> pa.Table:
    return pq.read_table(io.BytesIO(world.audit.objects[key]))


def said(result: Reconciled) -> list[tuple[str, str]]:
    assert result.statement is None
    assert (result.is_whole, result.deliveries.height) == (False, 0)
    return [(finding.key, finding.words) for finding in result.findings]


@pytest.mark.parametrize(
    ("folder", "suffix", "named", "words"),
    [
        ("receipts", ".parquet", "receipts", "The run's record says 1, and there is no such file."),
        ("held", ".parquet", "held", "The run's record says 1, and there is no such file."),
        ("lines", ".parquet", "lines", "The receipts' lines are gone."),
        ("runs", ".json", "runs", "The run is written by half: it has no record."),
    ],
)
def test_a_run_that_lacks_a_file_is_written_by_half(folder, suffix, named, words):
    world, run_id = lived()
    del world.audit.objects[path(folder, run_id, suffix)]

    ((key, told),) = said(reconciled(world))

    assert key == path(named, run_id, suffix)
    assert told.startswith(words)
    assert kept(world) == []


def test_lines_without_receipts_are_a_run_that_never_came_to_its_end():
    world, run_id = lived()
    orphan = "f" * 32
    world.audit.objects[path("lines", orphan)] = world.audit.objects[path("lines", run_id)]

    ((key, words),) = said(reconciled(world))

    assert key == path("runs", orphan, ".json")
    assert "written by half" in words


def test_a_run_without_a_note_may_not_be_queued():
    world, _ = lived()
    (note,) = (key for key in world.audit.objects if key.count(".") == 3)
    del world.audit.objects[note]

    ((_, words),) = said(reconciled(world))

    assert "nobody knows whether its receipts were queued" in words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("charges_total", {"USD": "ten"}, "It has no readable amounts in charges_total."),
        ("held_total", None, "It has no readable amounts in held_total."),
        ("receipts", "1", "It has no readable numbers in receipts."),
        ("run_id", "e" * 32, f"It is the record of another run, {'e' * 32}."),
    ],
)
def test_a_record_with_other_values_is_named(name, value, words):
    world, run_id = lived()
    key = path("runs", run_id, ".json")
    record = json.loads(world.audit.objects[key]) | {name: value}
    world.audit.objects[key] = json.dumps(record).encode()

    assert said(reconciled(world)) == [(key, words)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dropped_at": "yesterday"}, "It has no readable times."),
        ({"dropped_at": None}, "It has no readable times."),
        ({"last_out_at": "2024-09-01"}, "It has no readable times."),
    ],
)
def test_a_note_that_says_no_time_is_named(changes, words):
    world, _ = lived()
    (key,) = (key for key in world.audit.objects if key.count(".") == 3)
    note = json.loads(world.audit.objects[key]) | changes
    world.audit.objects[key] = json.dumps(note).encode()

    assert said(reconciled(world)) == [(key, words)]


def test_an_approval_that_is_none_is_named():
    world, run_id = lived()
    key = f"decisions/billing_period={MONTH}/{run_id}.approved.json"
    world.audit.objects[key] = b"{}"

    assert said(reconciled(world)) == [(key, "It is no approval of a run.")]


def test_a_foreign_file_among_the_receipts_is_named():
    world, _ = lived()
    world.audit.objects[FOREIGN] = parquet(pa.table({"a": [1]}))

    assert said(reconciled(world)) == [
        (FOREIGN, "No run wrote this file: its name is not that of a run.")
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"no parquet", "It is not a Parquet file."),
        (parquet(pa.table({"a": [1]})), "No run wrote this file: it has other columns."),
    ],
)
def test_a_table_that_is_none_is_named(body, words):
    world, run_id = lived()
    world.audit.objects[path("receipts", run_id)] = body

    assert said(reconciled(world)) == [(path("receipts", run_id), words)]


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"{", "It is not JSON."), (b"{}", "It is no record of a run"), (b"[]", "It is no record")],
)
def test_a_record_that_cannot_be_read_is_named(body, words):
    world, run_id = lived()
    world.audit.objects[path("runs", run_id, ".json")] = body

    ((key, told),) = said(reconciled(world))

    assert key == path("runs", run_id, ".json")
    assert told.startswith(words)


@pytest.mark.parametrize(
    ("folder", "name", "words"),
    [
        ("receipts", "total", "It adds up to USD 11.000000000000, the run's record says 10."),
        ("held", "charges", "It adds up to USD 11.000000000000, the run's record says 5.5."),
    ],
)
def test_a_changed_amount_is_named_with_both_sums(folder, name, words):
    world, run_id = lived()
    table = read(world, path(folder, run_id))
    position, kind = table.schema.get_field_index(name), table.schema.field(name)
    amounts = [Decimal(11), *([None] * (table.num_rows - 1))]
    changed = table.set_column(position, kind, pa.array(amounts, kind.type))
    world.audit.objects[path(folder, run_id)] = parquet(changed)

    assert said(reconciled(world)) == [(path(folder, run_id), words)]


def test_a_receipt_that_is_gone_from_a_table_is_missed():
    world, run_id = lived()
    table = read(world, path("receipts", run_id))
    world.audit.objects[path("receipts", run_id)] = parquet(pa.concat_tables([table, table]))

    words = [told for _, told in said(reconciled(world))]

    assert words[:2] == [
        "It has a receipt twice.",
        "It has 2 receipts, the run's record says 1.",
    ]


def test_a_record_whose_totals_were_raised_is_caught_by_the_sum_of_all_lines():
    world, run_id = lived()
    key = path("runs", run_id, ".json")
    record = json.loads(world.audit.objects[key])
    record["charges_total"] = {"USD": "99"}
    world.audit.objects[key] = json.dumps(record).encode()

    ((_, words),) = said(reconciled(world))

    assert words.startswith("The files say USD 83.5")


def test_a_month_nobody_dropped_a_file_for_is_said():
    ((_, words),) = said(reconciled(FakeWorld()))

    assert words == f"Nothing is known of {MONTH}: no file of that month was ever dropped."
