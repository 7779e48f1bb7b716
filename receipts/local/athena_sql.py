"""Athena's SQL, answered by DuckDB: translated by sqlglot, over tables of a Glue catalogue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from receipts.audit.statement import reading
from receipts.local.athena_partitions import mentions
from receipts.local.athena_tables import (
    CataloguedTable,
    Listing,
    RefusedQueryError,
    by_table,
    read_table,
)
from receipts.model import QueryResult

#: DuckDB's name of a type -> Athena's, where they differ; sums of whole numbers stay bigint there.
_TYPES = {"hugeint": "bigint", "timestamp with time zone": "timestamp", "float": "real"}
_ALONE = (
    "SET enable_external_access = false",
    "SET python_enable_replacements = false",
    "SET TimeZone = 'UTC'",
)
_WORDS: dict[type[duckdb.Error], str] = {
    duckdb.BinderException: "SYNTAX_ERROR",
    duckdb.CatalogException: "SYNTAX_ERROR",
    duckdb.ParserException: "SYNTAX_ERROR",
    duckdb.ConversionException: "INVALID_CAST_ARGUMENT",
    duckdb.OutOfRangeException: "NUMERIC_VALUE_OUT_OF_RANGE",
}


def answer(
    sql: str,
    tables: Mapping[str, CataloguedTable],
    listing: Listing,
    *,
    database: str,
    parameters: Sequence[str] = (),
) -> QueryResult:
    """A query's rows; RefusedQueryError with the reason that Athena would give."""
    query = _with_parameters(reading(sql), parameters)
    _refuse_division(query)
    found, scanned = {}, 0
    for name, mentioned in by_table(mentions(query)):
        if name not in tables:
            raise RefusedQueryError(
                f"TABLE_NOT_FOUND: Table 'awsdatacatalog.{database}.{name}' does not exist"
            )
        found[name], size = read_table(tables[name], mentioned, listing)
        scanned += size
    columns, rows = _asked(_for_duckdb(query), found)
    return QueryResult(columns, rows, scanned)


def _with_parameters(query: exp.Query, parameters: Sequence[str]) -> exp.Query:
    places = list(query.find_all(exp.Placeholder, bfs=False))
    if len(places) != len(parameters):
        raise RefusedQueryError(
            f"INVALID_PARAMETER_USAGE: Incorrect number of parameters: expected {len(places)}"
            f" but found {len(parameters)}"
        )
    for place, text in zip(places, parameters, strict=True):
        place.replace(sqlglot.parse_one(text, dialect="athena"))
    return query


def _refuse_division(query: exp.Query) -> None:
    """What divides exactly in one and not in the other would be a wrong answer without a word."""
    for each in query.find_all(exp.Div, exp.Avg):
        if not (isinstance(each.this, exp.Cast) and each.this.to.is_type("double")):
            raise RefusedQueryError(
                "NOT_SUPPORTED: the embedded Athena does not divide and average as Athena does;"
                " write CAST(… AS double) for what is divided"
            )


def _for_duckdb(query: exp.Query) -> str:
    plain = query.copy()
    for table in plain.find_all(exp.Table):
        # Only one database is there.
        table.set("db", None)
        table.set("catalog", None)
    return plain.sql("duckdb", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _asked(
    sql: str, tables: Mapping[str, Any]
) -> tuple[tuple[tuple[str, str], ...], list[tuple[str | None, ...]]]:
    with duckdb.connect() as connection:
        for setting in _ALONE:
            connection.execute(setting)
        for name, table in tables.items():
            connection.register(name, table)
        try:
            cursor = connection.execute(sql)
            columns = tuple((name, _type(kind)) for name, kind, *_ in cursor.description)
            return columns, [tuple(map(_text, row)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            word = _WORDS.get(type(error), "GENERIC_INTERNAL_ERROR")
            raise RefusedQueryError(f"{word}: {str(error).partition(chr(10))[0]}") from error


def _type(kind: object) -> str:
    name = str(kind).lower()
    return _TYPES.get(name, name)


def _text(value: object) -> str | None:
    """As Athena writes it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    return str(value)
