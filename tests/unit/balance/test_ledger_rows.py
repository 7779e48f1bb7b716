"""The ledger in columns says what its rows say, from the table or from a file."""

import pytest

from receipts.balance.ledger_rows import LEDGER, as_columns, read_export
from receipts.errors import PermanentError
from receipts.ledger import State
from tests.builders import NOW, RECEIPT_B, entry

ROWS = [
    entry(State.SENT, sent_at=NOW, superseded=frozenset({RECEIPT_B}), copy_after=1),
    entry(State.FAILED, customer_key="f" * 32, cause="not_sent"),
]


@pytest.mark.parametrize("suffix", [".parquet", ".jsonl"])
def test_an_export_is_what_was_exported(tmp_path, suffix):
    columns = as_columns(ROWS)
    path = tmp_path / f"ledger{suffix}"
    columns.write_parquet(path) if suffix == ".parquet" else columns.write_ndjson(path)

    found = read_export(path, "2024-09")

    assert found.schema == LEDGER
    assert found.equals(columns)
    assert read_export(path, "2024-10").height == 0


def test_a_file_that_is_no_export_is_said(tmp_path):
    path = tmp_path / "x.parquet"
    as_columns(ROWS).drop("state").write_parquet(path)

    with pytest.raises(PermanentError, match=r"x\.parquet is no export of the ledger"):
        read_export(path, "2024-09")
