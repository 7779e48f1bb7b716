import hashlib
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from receipts import keys
from tests.builders import dropped, line, receipt


def test_ids_do_not_change_between_releases():
    """They name objects in write-once buckets for ten years: the text they hash is spelled out."""
    one = receipt(line("Hosting", "10.00", quantity=Decimal(2), unit="h"), line("Backup", "-1.5"))
    lines = (
        "Backup\x1f-1.500000000000\x1f\x1f\x1f\x1f\x1e"
        "Hosting\x1f10.000000000000\x1f\x1f2.000000000000000000\x1fh\x1f"
    )

    assert keys.customer_key("C1") == hashed("C1")
    assert keys.receipt_id(one) == hashed(
        f"receipt-1\x1f2024-09\x1fC1\x1fAlice\x1falice@example.com\x1fUSD\x1fen\x1e{lines}"
    )
    assert keys.bill_id(one) == hashed(f"bill-1\x1f2024-09\x1fC1\x1fUSD\x1e{lines}")


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@pytest.mark.parametrize(
    "change",
    [
        {"billing_period": "2024-10"},
        {"customer_id": "C2"},
        {"customer_name": "Alice B"},
        {"email": "other@example.com"},
        {"currency": "EUR"},
        {"locale": "de"},
        {"lines": (line("Hosting", "10.01"),)},
        {"lines": (line("Hosting", "10.00", description="x"),)},
        {"lines": (line(), line())},
    ],
)
def test_other_content_is_another_receipt(change):
    assert keys.receipt_id(replace(receipt(), **change)) != keys.receipt_id(receipt())


@pytest.mark.parametrize(
    "change", [{"customer_name": "Alice B"}, {"email": "other@example.com"}, {"locale": "de"}]
)
def test_what_is_owed_does_not_depend_on_who_reads_it(change):
    assert keys.bill_id(replace(receipt(), **change)) == keys.bill_id(receipt())


def test_the_order_of_lines_and_trailing_zeros_do_not_matter():
    one = receipt(line("A", "1"), line("B", "2.50"))
    other = receipt(line("B", "2.5"), line("A", "1.000"))

    assert keys.receipt_id(one) == keys.receipt_id(other)


def test_a_receipt_number_is_short_and_stable():
    key = keys.customer_key("C1")

    number = keys.receipt_number(billing_period="2024-09", customer_key=key)

    assert re.fullmatch(r"2024-09-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", number)
    assert number == keys.receipt_number(billing_period="2024-09", customer_key=key)


def test_a_month_is_spread_over_sixteen_partitions():
    partitions = {
        keys.ledger_partition(billing_period="2024-09", customer_key=keys.customer_key(str(n)))
        for n in range(1000)
    }

    assert partitions == {f"2024-09#{shard}" for shard in range(16)}


def test_a_run_id_depends_on_everything_that_decides():
    assert keys.run_id({"a": 1, "b": None}) == keys.run_id({"b": None, "a": 1})
    assert keys.run_id({"a": 1, "b": None}) != keys.run_id({"a": 1})


def test_the_note_of_a_drop_is_told_from_the_runs_record():
    note = keys.evaluation_key(dropped(), billing_period="2024-09", run_id="r" * 32)
    record = keys.run_key("runs", billing_period="2024-09", run_id="r" * 32, suffix=".json")

    assert keys.is_evaluation(note)
    assert not keys.is_evaluation(record)


def test_a_key_below_runs_names_its_month_and_run():
    note = keys.evaluation_key(dropped(), billing_period="2024-09", run_id="r" * 32)
    record = keys.run_key("runs", billing_period="2024-09", run_id="r" * 32, suffix=".json")

    assert keys.run_of(note) == keys.run_of(record) == ("2024-09", "r" * 32)


@pytest.mark.parametrize(
    ("name", "run"),
    [
        (f"lines/billing_period=2024-09/{'0f' * 16}.parquet", "0f" * 16),
        (f"lines/billing_period=2024-09/{'0f' * 16}-3.parquet", "0f" * 16),
        (f"lines/billing_period=2024-09/{'0f' * 16}-3a.parquet", "0f" * 16),
        (f"receipts/billing_period=2024-09/{'0f' * 16}.parquet", "0f" * 16),
        (f"receipts/billing_period=2024-09/{'0f' * 16}-3.parquet", None),
        (f"lines/billing_period=2024-09/{'0f' * 16}-3ab.parquet", None),
        (f"lines/billing_period=2024-09/{'0f' * 16} (2).parquet", None),
        ("lines/billing_period=2024-09/copy.parquet", None),
    ],
)
def test_a_runs_table_is_told_from_a_foreign_file(name, run):
    assert keys.run_of_table(name) == run
