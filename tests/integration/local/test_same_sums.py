"""The files alone, read by other engines: the same sums, to the last digit."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest
import sqlglot
from pyspark.sql import SparkSession

from receipts.audit.catalogue import named_queries
from tests.audit_world import query
from tests.audited import CORRECTED, IN_CONFLICT, OCTOBER, SEPTEMBER, three_months

FILES = [*SEPTEMBER, *SEPTEMBER, *IN_CONFLICT, *CORRECTED, *OCTOBER]


def expected() -> dict[tuple[str, str], Decimal]:
    """(month, currency) -> the sum of all lines of all runs, by the CSVs."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for number, row in enumerate(FILES):
        month = "2024-10" if number >= len(FILES) - len(OCTOBER) else "2024-09"
        *_, amount, currency = row.split(",")
        sums[month, currency] += Decimal(amount)
    sums["2024-11", "USD"] = Decimal(1)
    return dict(sums)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The audit bucket as files."""
    root = tmp_path_factory.mktemp("audit")
    for key, body in three_months().audit.objects.items():
        path = root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return root


def test_athenas_sql_here(folder):
    sql = "SELECT billing_period, currency, sum(charges) AS s FROM lines GROUP BY 1, 2"

    rows = query(three_months(), sql)

    assert {(r["billing_period"], r["currency"]): r["s"] for r in rows} == expected()


def test_pyarrow(folder):
    lines = ds.dataset(folder / "lines", partitioning="hive").to_table()

    sums = (
        lines.group_by(["billing_period", "currency"]).aggregate([("charges", "sum")]).to_pylist()
    )

    assert {(r["billing_period"], r["currency"]): r["charges_sum"] for r in sums} == expected()
    assert pc.sum(lines["charges"]).as_py() == sum(expected().values())


def test_duckdb_on_the_files_themselves(folder):
    sql = f"""
        SELECT billing_period, currency, sum(charges)
        FROM read_parquet('{folder}/lines/*/*.parquet', hive_partitioning = true,
          hive_types = {{'billing_period': VARCHAR}})
        GROUP BY billing_period, currency
    """  # noqa: S608 - our own folder

    rows = duckdb.sql(sql).fetchall()

    assert {(month, currency): total for month, currency, total in rows} == expected()


#: What Spark is not asked: "$path" is Athena's own.
ALIKE = sorted(named_queries().keys() - {"customer-receipt"})


@pytest.fixture(scope="module")
def spark(spark_session, folder) -> SparkSession:
    for table in ("receipts", "lines", "rejects", "held", "control_totals", "deliveries"):
        rows = spark_session.read.parquet(str(folder / table))
        rows.createOrReplaceTempView(table)
    return spark_session


# The sockets between Python and Java are closed by whoever finds them.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", ALIKE)
def test_spark_answers_named_queries_alike(spark, name):
    wanted = named_queries()[name]
    period = "2024-10" if "since" in wanted.parameters else "2024-09"
    of_a_month = f"FROM receipts WHERE billing_period = '{period}'"
    run = query(three_months(), f"SELECT min(run_id) AS run {of_a_month}")[0]["run"]
    told = {"period": period, "since": "2024-09", "run": run, "above": "11"}
    sql = wanted.filled(told)

    (translated,) = sqlglot.transpile(sql, read="athena", write="spark")

    rows = [row.asDict() for row in spark.sql(translated).collect()]
    assert rows
    assert rows == query(three_months(), sql)
