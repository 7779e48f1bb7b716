"""What is kept as tables of lines nobody was billed for, and of what senders promised."""

import io
from decimal import Decimal

import pyarrow.parquet as pq

from receipts.keys import customer_key
from tests.builders import ALICE, BOB, charges_csv
from tests.fakes import FakeWorld
from tests.working import drop


def table(world: FakeWorld, folder: str) -> list[dict]:
    (key,) = world.audit.keys(f"{folder}/billing_period=2024-09/")
    return pq.read_table(io.BytesIO(world.audit.objects[key])).to_pylist()


def test_a_held_line_keeps_its_customer_and_amount_where_they_can_be_read():
    world = FakeWorld()
    good, bad, nobodys = BOB, BOB.replace("5.50", "five"), ",Eve,eve@example.com,Backup,2.25"

    (run,) = drop(world, charges_csv(ALICE, good, bad, nobodys))

    bob = customer_key("C2")
    assert table(world, "held") == [
        {"run_id": run.run_id, "currency": "USD", **row}
        for row in (
            {"customer_id": "C2", "customer_key": bob, "line": 3, "charges": Decimal("5.50")},
            {"customer_id": "C2", "customer_key": bob, "line": 4, "charges": None},
            {"customer_id": None, "customer_key": None, "line": 5, "charges": Decimal("2.25")},
        )
    ]


def test_a_currency_that_is_none_is_kept_as_no_currency():
    world = FakeWorld()
    header = "customer_id,customer_name,email,service_name,charges,currency"

    drop(world, charges_csv(f"{ALICE},QQQ", f"{BOB},EUR", header=header))

    assert [row["currency"] for row in table(world, "held")] == ["XXX"]


def test_each_promised_number_stands_beside_the_one_that_was_found():
    world = FakeWorld()
    promised = {"control-rows": "2", "control-sum-usd": "15.50", "control-sum-eur": "0"}
    world.landing.user_metadata["2024-09/charges.csv"] = promised

    (run,) = drop(world, charges_csv(ALICE, BOB))

    ids = {"run_id": run.run_id, "source_sha256": run.source_sha256}
    assert table(world, "control_totals") == [
        {**ids, "what": "rows", "currency": None, "promised": "2", "found": "2"},
        {**ids, "what": "sum", "currency": "EUR", "promised": "0", "found": "0"},
        {**ids, "what": "sum", "currency": "USD", "promised": "15.5", "found": "15.5"},
    ]


def test_a_broken_promise_is_kept_with_the_file_it_rejects():
    world = FakeWorld()
    world.landing.user_metadata["2024-09/charges.csv"] = {"control-sum-usd": "15.51"}

    (run,) = drop(world, charges_csv(ALICE, BOB))

    (row,) = table(world, "control_totals")
    assert (run.status, row["promised"], row["found"]) == ("rejected", "15.51", "15.5")
    assert len(table(world, "held")) == 2


def test_who_promises_nothing_has_no_table():
    world = FakeWorld()

    drop(world, charges_csv(ALICE))

    assert {key.partition("/")[0] for key in world.audit.objects} == {
        *("inputs", "snapshots", "letterheads", "lines", "receipts", "runs"),
    }
