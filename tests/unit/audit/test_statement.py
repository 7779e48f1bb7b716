import pytest

from receipts.audit.statement import reading
from receipts.errors import QueryError


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "select count(*) from lines where billing_period = '2024-09';",
        "WITH a AS (SELECT 1 AS n) SELECT n FROM a",
        "SELECT 1 UNION ALL SELECT 2",
        "(SELECT 1)",
        '-- a comment\nSELECT "$path" FROM receipts',
    ],
)
def test_what_reads_is_let_through(sql):
    assert reading(sql).sql()


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("", "one query at a time, not 0"),
        ("SELECT 1; SELECT 2", "one query at a time, not 2"),
        ("SELECT 1; DROP TABLE lines", "one query at a time, not 2"),
        ("DROP TABLE lines", "only a query that reads"),
        ("INSERT INTO lines SELECT 1", "only a query that reads"),
        ("CREATE TABLE x AS SELECT 1", "only a query that reads"),
        ("UNLOAD (SELECT 1) TO 's3://x/' WITH (format = 'PARQUET')", "only a query|not SQL"),
        ("DELETE FROM lines", "only a query that reads"),
        ("WITH a AS (DELETE FROM lines) SELECT 1", "only a query|not SQL"),
        ("MSCK REPAIR TABLE lines", "only a query|not SQL"),
        ("EXPLAIN SELECT 1", "only a query|not SQL"),
        ("SELEC 1", "only a query|not SQL"),
        ("SELECT FROM WHERE", "not SQL as Athena reads it"),
    ],
)
def test_what_writes_or_is_no_sql_is_refused_in_words(sql, why):
    with pytest.raises(QueryError, match=why):
        reading(sql)
