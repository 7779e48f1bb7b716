import io
from datetime import date, datetime
from decimal import Decimal

import pyarrow.parquet as pq

from receipts.audit.presenting import as_csv, as_parquet
from receipts.model import QueryResult

RESULT = QueryResult(
    (
        ("name", "varchar"),
        ("billed", "decimal(38,12)"),
        ("lines", "bigint"),
        ("fits", "boolean"),
        ("day", "date"),
        ("as_of", "timestamp"),
    ),
    [
        ("=1+1", "-10.500000000000", "2", "true", "2024-09-01", "2024-10-01 03:00:00.000"),
        ('Ä "b", c', "12345678901234567890.000000000001", None, None, None, None),
        ("", "100.000000000000", "0", "false", None, None),
    ],
    scanned_bytes=1,
)


def test_a_csv_is_exact_and_runs_no_formula():
    text = as_csv(RESULT)

    assert (
        text
        == (
            "\ufeffname,billed,lines,fits,day,as_of\r\n"
            "'=1+1,-10.5,2,true,2024-09-01,2024-10-01 03:00:00.000\r\n"
            '"Ä ""b"", c",12345678901234567890.000000000001,,,,\r\n'
            ",100,0,false,,\r\n"
        ).encode()
    )


def test_parquet_has_the_answers_types():
    table = pq.read_table(io.BytesIO(as_parquet(RESULT)))

    first, second, _ = table.to_pylist()
    assert first == {
        "name": "=1+1",
        "billed": Decimal("-10.5"),
        "lines": 2,
        "fits": True,
        "day": date(2024, 9, 1),
        "as_of": datetime(2024, 10, 1, 3),  # noqa: DTZ001 - Athena's timestamps carry no zone
    }
    assert second["billed"] == Decimal("12345678901234567890.000000000001")


def test_an_answer_without_rows_keeps_its_columns():
    empty = QueryResult(RESULT.columns, [], 0)

    assert pq.read_table(io.BytesIO(as_parquet(empty))).num_rows == 0
    assert as_csv(empty).decode("utf-8-sig") == "name,billed,lines,fits,day,as_of\r\n"
