"""The embedded Athena refuses what Athena refuses, so that a mistake shows up here."""

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from receipts.errors import QueryError
from receipts.local.athena_sql import answer
from receipts.local.athena_tables import CataloguedTable, RefusedQueryError, StoredFile

PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
MONTH = "billing_period=2024-09"
PROJECTED = {
    "projection.enabled": "true",
    "projection.billing_period.type": "date",
    "projection.billing_period.format": "yyyy-MM",
    "projection.billing_period.range": "2000-01,2099-12",
    "projection.customer_key.type": "injected",
}
BILLS = "SELECT name FROM bills"
ASKED = "SELECT name, amount FROM bills WHERE billing_period = '2024-09' ORDER BY name"


def parquet(**columns: pa.Array) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def bill(name: str, amount: str) -> bytes:
    return parquet(name=pa.array([name]), amount=pa.array([amount]).cast(pa.decimal128(18, 2)))


def table(name: str = "bills", *, keys: tuple[str, ...] = ("billing_period",), **changes: object):
    columns = {"name": "string", "amount": "decimal(18,2)", "at": "timestamp"}
    told = {
        "StorageDescriptor": {
            "Location": f"s3://audit/{name}/",
            "SerdeInfo": {"SerializationLibrary": PARQUET},
            "Columns": [{"Name": n, "Type": kind} for n, kind in columns.items()],
        },
        "PartitionKeys": [{"Name": key, "Type": "string"} for key in keys],
        "Parameters": PROJECTED,
    }
    return CataloguedTable.of(name, told | changes)


def ask(objects: dict[str, bytes], sql: str = ASKED, *, parameters: tuple[str, ...] = (), **tables):
    def listing(location: str) -> Iterator[StoredFile]:
        for key, body in sorted(objects.items()):
            if f"s3://audit/{key}".startswith(location):
                yield StoredFile(f"s3://audit/{key}", len(body), lambda body=body: body)

    return answer(
        sql, tables or {"bills": table()}, listing, database="receipts", parameters=parameters
    )


def test_rows_of_the_asked_month_are_read_and_no_other():
    objects = {
        f"bills/{MONTH}/a.parquet": bill("Ann", "10.50"),
        "bills/billing_period=2024-10/b.parquet": b"no Parquet, and nobody asks for it",
    }

    result = ask(objects)

    assert result.columns == (("name", "varchar"), ("amount", "decimal(18,2)"))
    assert result.rows == [("Ann", "10.50")]
    assert result.scanned_bytes == len(objects[f"bills/{MONTH}/a.parquet"])


@pytest.mark.parametrize(
    "where",
    [
        "billing_period = '2024-09'",
        "'2024-09' = billing_period",
        "billing_period IN ('2024-09', '2023-01')",
        "billing_period BETWEEN '2024-09' AND '2024-10'",
        "billing_period >= '2024-09' AND billing_period < '2024-10'",
        "billing_period > '2024-08' AND name <> 'x'",
        "billing_period = '2024-09' OR name = 'x'",
        "substr(billing_period, 1, 7) = '2024-09'",
        "true",
    ],
)
def test_pruning_never_loses_a_row(where):
    objects = {f"bills/{MONTH}/a.parquet": bill("Ann", "1.00")}

    assert ask(objects, f"{BILLS} WHERE {where}").rows == [("Ann",)]


def test_each_mention_of_a_table_reads_its_own_months():
    objects = {
        f"bills/{MONTH}/a.parquet": bill("Ann", "1.00"),
        "bills/billing_period=2024-10/b.parquet": bill("Bob", "2.00"),
    }

    result = ask(
        objects,
        """
        SELECT a.name, b.name AS later FROM bills AS a, bills AS b
        WHERE a.billing_period = '2024-09' AND b.billing_period = '2024-10'
        """,
    )

    assert result.rows == [("Ann", "Bob")]


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("bills/a.parquet", id="in no partition"),
        pytest.param("bills/billing_period=unknown/a.parquet", id="a month that is none"),
        pytest.param("bills/billing_period=1999-12/a.parquet", id="before the projected range"),
        pytest.param(f"bills/{MONTH}/_a.parquet", id="hidden by its name"),
        pytest.param(f"other/{MONTH}/a.parquet", id="another table's"),
    ],
)
def test_files_that_athena_does_not_see_are_not_read(key):
    assert ask({key: b"no Parquet"}, "SELECT name FROM bills").rows == []


def test_partitions_that_nobody_projects_or_registers_are_not_there():
    objects = {f"bills/{MONTH}/a.parquet": bill("Ann", "1.00")}

    assert ask(objects, bills=table(Parameters={})).rows == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"a,b\n1,2\n", "HIVE_BAD_DATA: Not valid Parquet file: s3://audit/bills/.*/x.csv"),
        (
            parquet(name=pa.array([7])),
            "HIVE_BAD_DATA: Field name's type int64 in parquet file s3://audit/bills/.*/x.csv is"
            " incompatible with type string",
        ),
        (
            parquet(amount=pa.array([None], pa.decimal128(20, 2))),
            "Field amount's type decimal128.20, 2. .* incompatible with type decimal.18,2.",
        ),
        (parquet(at=pa.array([None], pa.timestamp("ns"))), "incompatible with type timestamp"),
    ],
    ids=["a CSV", "a number for a text", "another precision", "nanoseconds"],
)
def test_a_foreign_file_fails_the_query_by_its_name(body, why):
    objects = {f"bills/{MONTH}/a.parquet": bill("Ann", "1"), f"bills/{MONTH}/x.csv": body}

    with pytest.raises(RefusedQueryError, match=why):
        ask(objects)


def test_a_file_without_the_columns_has_rows_of_nothing_as_in_athena():
    objects = {f"bills/{MONTH}/x.parquet": parquet(other=pa.array([1]))}

    assert ask(objects).rows == [(None, None)]


def test_an_injected_column_wants_its_value_in_the_text():
    tables = {"bills": table(keys=("billing_period", "customer_key"))}
    objects = {f"bills/{MONTH}/customer_key=ab/x.parquet": bill("Ann", "1")}

    found = ask(objects, "SELECT name FROM bills WHERE customer_key = 'ab'", **tables)

    assert found.rows == [("Ann",)]
    for where in ("customer_key > 'a'", "billing_period = '2024-09'", "true"):
        with pytest.raises(RefusedQueryError, match=r"^CONSTRAINT_VIOLATION: .* customer_key"):
            ask(objects, f"{BILLS} WHERE {where}", **tables)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT nope FROM bills", "^SYNTAX_ERROR: .*nope"),
        ("SELECT 1 FROM nope", "^TABLE_NOT_FOUND: .*receipts.nope"),
        ("SELECT CAST(name AS bigint) FROM bills", "^INVALID_CAST_ARGUMENT"),
        ("SELECT amount / 3 FROM bills", "^NOT_SUPPORTED: .*does not divide"),
        ("SELECT avg(amount) FROM bills", "^NOT_SUPPORTED: .*average"),
        ("SELECT name FROM bills WHERE name = ?", "^INVALID_PARAMETER_USAGE: .*expected 1"),
        ("SELECT * FROM read_csv('/etc/hostname')", "^(SYNTAX_ERROR|TABLE_NOT_FOUND|GENERIC)"),
        ("SELECT * FROM '/etc/hostname'", "^TABLE_NOT_FOUND"),
    ],
)
def test_what_has_no_answer_is_refused_as_athena_refuses_it(sql, why):
    with pytest.raises(RefusedQueryError, match=why):
        ask({f"bills/{MONTH}/a.parquet": bill("Ann", "1")}, sql)


def test_what_writes_is_not_even_started():
    with pytest.raises(QueryError, match="only a query that reads"):
        ask({}, "DROP TABLE bills")


def test_parameters_take_their_places_in_order():
    objects = {f"bills/{MONTH}/a.parquet": bill("Ann", "10.50")}
    sql = "SELECT name FROM bills WHERE billing_period = ? AND amount > CAST(? AS decimal(18, 2))"

    found = ask(objects, sql, parameters=("'2024-09'", "'10'"))

    assert found.rows == [("Ann",)]


def test_values_are_written_as_athena_writes_them():
    at = pa.array([1_700_000_000_123_456], pa.timestamp("us", tz="UTC"))
    objects = {f"bills/{MONTH}/a.parquet": parquet(at=at)}

    found = ask(
        objects,
        """
        SELECT at, true AS yes, CAST(7 AS double) / 2 AS half, count(*) AS n, sum(1) AS s,
          DATE '2024-09-01' AS day, '' AS empty, CAST(NULL AS varchar) AS nothing
        FROM bills GROUP BY at
        """,
    )

    assert found.rows == [
        ("2023-11-14 22:13:20.123", "true", "3.5", "1", "1", "2024-09-01", "", None)
    ]
    kinds = [kind for _, kind in found.columns]
    assert kinds[:6] == ["timestamp", "boolean", "double", "bigint", "bigint", "date"]


def test_a_database_in_front_of_a_table_is_understood():
    objects = {f"bills/{MONTH}/a.parquet": bill("Ann", "1")}

    assert ask(objects, 'SELECT name FROM receipts."bills"').rows == [("Ann",)]
