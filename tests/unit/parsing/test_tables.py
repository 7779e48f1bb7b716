import io
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from receipts import keys, snapshots
from receipts.errors import AlteredSnapshotError
from receipts.parsing import tables
from receipts.parsing.engine import written_run
from receipts.parsing.evaluate import evaluate
from receipts.parsing.part_tables import each_receipt, part_tables
from schemas.audit import LINES, RECEIPTS, REJECTS, SNAPSHOT
from tests.builders import ALICE, BOB, charges_csv, inputs


def run_of(*rows):
    (run,) = evaluate(inputs(charges_csv(*rows)))
    return run


def tables_of(run):
    return part_tables(run.billed, written_run(run))


def test_a_snapshot_holds_one_customers_receipt_and_its_key_names_the_content():
    run = run_of(BOB, ALICE, BOB.replace("5.50", "1.25"))

    (alice_key, _), (bob_key, charges) = each_receipt(tables_of(run))

    receipt = snapshots.decode(snapshots.encode(charges))
    assert receipt.customer_id == "C2"
    assert [line.charges for line in receipt.lines] == [Decimal("5.5"), Decimal("1.25")]
    assert bob_key == keys.snapshot_key(
        billing_period="2024-09",
        customer_key=keys.customer_key("C2"),
        receipt_id=keys.receipt_id(receipt),
    )
    assert alice_key != bob_key


def test_the_compact_tables_have_the_contracts_schemas():
    run = run_of(ALICE, BOB, "C3,C,c@example.com,S,x")

    written = tables_of(run)

    assert written.lines.schema == LINES
    assert written.receipts.schema == RECEIPTS
    assert tables.problems_table(run).schema == REJECTS


def test_lines_carry_the_receipt_they_belong_to():
    written = tables_of(run_of(BOB, ALICE, BOB))

    lines = written.lines.to_pylist()

    alice, bob = written.receipts["receipt_id"].to_pylist()
    assert [line["receipt_id"] for line in lines] == [alice, bob, bob]
    assert [line["source_line"] for line in lines] == [3, 2, 4]


def test_the_receipts_table_has_exact_and_billed_totals():
    written = tables_of(run_of(ALICE.replace("10.00", "10.005")))

    (row,) = written.receipts.to_pylist()

    assert (row["total"], row["billed"]) == (Decimal("10.005"), Decimal("10.01"))
    assert row["period_start"] == date(2024, 9, 1)
    assert row["line_count"] == 1


def parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not parquet",
        parquet(pa.table({"a": [1]})),
        parquet(SNAPSHOT.empty_table()),
        snapshots.encode(tables_of(run_of(ALICE, BOB)).lines.select(SNAPSHOT.names)),
    ],
    ids=["empty", "garbage", "another schema", "no rows", "two customers"],
)
def test_what_is_not_one_receipt_is_refused(data):
    with pytest.raises(AlteredSnapshotError):
        snapshots.decode(data)


def test_a_snapshot_survives_other_readers():
    ((_, charges),) = each_receipt(tables_of(run_of(ALICE)))

    table = pq.read_table(io.BytesIO(snapshots.encode(charges)))

    assert table.schema.equals(SNAPSHOT)
    assert table.column("charges").to_pylist() == [Decimal("10.000000000000")]
