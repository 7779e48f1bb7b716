import io
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from receipts import keys, snapshots
from receipts.errors import AlteredSnapshotError
from receipts.parsing import tables
from receipts.parsing.evaluate import evaluate
from schemas.audit import LINES, RECEIPTS, REJECTS, SNAPSHOT
from tests.builders import ALICE, BOB, charges_csv, inputs


def run_of(*rows):
    (run,) = evaluate(inputs(charges_csv(*rows)))
    return run


def written(run):
    charges = tables.charges_table(run)
    return charges, list(tables.customer_snapshots(run, charges))


def test_a_snapshot_holds_one_customers_receipt_and_its_key_names_the_content():
    run = run_of(BOB, ALICE, BOB.replace("5.50", "1.25"))

    _, (alice, bob) = written(run)

    receipt = snapshots.decode(bob.body)
    assert receipt.customer_id == "C2"
    assert [line.charges for line in receipt.lines] == [Decimal("5.5"), Decimal("1.25")]
    assert bob.key == keys.snapshot_key(
        billing_period="2024-09",
        customer_key=keys.customer_key("C2"),
        receipt_id=keys.receipt_id(receipt),
    )
    assert alice.key != bob.key


def test_the_compact_tables_have_the_contracts_schemas():
    run = run_of(ALICE, BOB, "C3,C,c@example.com,S,x")
    charges, receipts = written(run)

    assert charges.schema == SNAPSHOT
    assert tables.lines_table(charges, receipts).schema == LINES
    assert tables.receipts_table(receipts).schema == RECEIPTS
    assert tables.problems_table(run).schema == REJECTS


def test_lines_carry_the_receipt_they_belong_to():
    run = run_of(BOB, ALICE, BOB)
    charges, receipts = written(run)

    lines = tables.lines_table(charges, receipts).to_pylist()

    alice, bob = (receipt.row["receipt_id"] for receipt in receipts)
    assert [line["receipt_id"] for line in lines] == [alice, bob, bob]
    assert [line["source_line"] for line in lines] == [3, 2, 4]


def test_the_receipts_table_has_exact_and_billed_totals():
    _, receipts = written(run_of(ALICE.replace("10.00", "10.005")))

    (row,) = tables.receipts_table(receipts).to_pylist()

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
        snapshots.encode(tables.charges_table(run_of(ALICE, BOB))),
    ],
    ids=["empty", "garbage", "another schema", "no rows", "two customers"],
)
def test_what_is_not_one_receipt_is_refused(data):
    with pytest.raises(AlteredSnapshotError):
        snapshots.decode(data)


def test_a_snapshot_survives_other_readers():
    _, (alice,) = written(run_of(ALICE))

    table = pq.read_table(io.BytesIO(alice.body))

    assert table.schema.field("charges").type == pa.decimal128(38, 12)
    assert table.column("charges").to_pylist() == [Decimal("10.000000000000")]
