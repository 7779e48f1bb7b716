"""Athena that runs queries; moto.athena gives canned rows.

A query is run when it is started, over the tables that the template put into Glue's catalogue.
"""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from moto.athena.exceptions import AthenaClientError
from moto.athena.models import AthenaBackend, WorkGroup
from moto.athena.responses import AthenaResponse
from moto.glue.models import glue_backends
from moto.s3.models import FakeKey, S3Backend, s3_backends

from receipts.errors import QueryError
from receipts.local.athena_sql import answer
from receipts.local.athena_tables import CataloguedTable, RefusedQueryError, StoredFile
from receipts.model import QueryResult

_PAGE = 1000
_NOTHING = QueryResult((), [], 0)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a query ended."""

    state: str
    reason: str | None
    result: QueryResult


@contextmanager
def completed() -> Iterator[None]:
    """While open, Athena answers."""
    start, tell = AthenaBackend.start_query_execution, AthenaResponse.get_query_execution
    finished: dict[str, Ended] = {}

    def start_query_execution(
        self: AthenaBackend,
        query: str,
        context: Any,
        config: Any,
        workgroup: str,
        execution_parameters: list[str] | None,
    ) -> str:
        group = self.work_groups.get(workgroup)
        try:
            ended = _run(self, query, execution_parameters, context, group)
        except QueryError as error:
            raise AthenaClientError("MALFORMED_QUERY", str(error)) from error
        query_id = start(self, query, context, config, workgroup, execution_parameters)
        finished[query_id] = ended
        _keep(self, f"{query_id}.csv", ended, group)
        return query_id

    def get_query_execution(self: AthenaResponse) -> str:
        ended = finished[self._get_param("QueryExecutionId")]
        told = json.loads(tell(self))
        status = told["QueryExecution"]["Status"]
        status["State"] = ended.state
        if ended.reason:
            status["StateChangeReason"] = ended.reason
        told["QueryExecution"]["Statistics"]["DataScannedInBytes"] = ended.result.scanned_bytes
        return json.dumps(told)

    def get_query_results(self: AthenaResponse) -> str:
        ended = finished[self._get_param("QueryExecutionId")]
        if ended.state != "SUCCEEDED":
            raise AthenaClientError("INVALID_QUERY_EXECUTION_STATE", f"Query is {ended.state}")
        begin, most = int(self._get_param("NextToken") or 0), self._get_param("MaxResults") or _PAGE
        return json.dumps(_page(ended.result, begin, int(most)))

    with (
        patch.object(AthenaBackend, "start_query_execution", start_query_execution),
        patch.object(AthenaResponse, "get_query_execution", get_query_execution),
        patch.object(AthenaResponse, "get_query_results", get_query_results),
    ):
        yield


def _run(
    athena: AthenaBackend, query: str, parameters: Any, context: Any, group: WorkGroup | None
) -> Ended:
    database = (context or {}).get("Database", "default")
    try:
        tables = _tables(athena, database)
        result = answer(
            query, tables, _listing(athena), database=database, parameters=parameters or []
        )
    except RefusedQueryError as error:
        return Ended("FAILED", str(error), _NOTHING)
    limit = group.configuration.get("BytesScannedCutoffPerQuery") if group else None
    if limit is not None and result.scanned_bytes > int(limit):
        return Ended("CANCELLED", "Bytes scanned limit was exceeded", _NOTHING)
    return Ended("SUCCEEDED", None, result)


def _tables(athena: AthenaBackend, database: str) -> dict[str, CataloguedTable]:
    glue = glue_backends[athena.account_id][athena.region_name]
    found = glue.databases.get(database)
    if found is None:
        raise RefusedQueryError(f"SCHEMA_NOT_FOUND: Schema '{database}' does not exist")
    newest = {name: list(table.versions.values())[-1] for name, table in found.tables.items()}
    return {name: CataloguedTable.of(name, told) for name, told in newest.items()}


def _listing(athena: AthenaBackend) -> Any:
    s3: S3Backend = s3_backends[athena.account_id][athena.partition]

    def listing(url: str) -> Iterator[StoredFile]:
        name, _, prefix = url.removeprefix("s3://").partition("/")
        bucket: Any = s3.get_bucket(name)
        for key, stored in sorted(bucket.keys.items()):
            if key.startswith(prefix) and isinstance(stored, FakeKey):
                read = functools.partial(_body, stored)
                yield StoredFile(f"s3://{name}/{key}", stored.size, read)

    return listing


def _body(stored: FakeKey) -> bytes:
    return bytes(stored.value)


def _page(result: QueryResult, begin: int, most: int) -> dict[str, Any]:
    header = tuple(name for name, _ in result.columns)
    rows = [header, *result.rows]
    info = [{"Name": name, "Label": name, **_typed(kind)} for name, kind in result.columns]
    page: dict[str, Any] = {
        "ResultSet": {
            "Rows": [
                {"Data": [_datum(text) for text in row]} for row in rows[begin : begin + most]
            ],
            "ResultSetMetadata": {"ColumnInfo": info},
        }
    }
    return page | ({"NextToken": str(begin + most)} if begin + most < len(rows) else {})


def _typed(kind: str) -> dict[str, Any]:
    name, _, digits = kind.rstrip(")").partition("(")
    precision, _, scale = digits.partition(",")
    # Of what is no decimal Athena gives numbers here too, that say nothing.
    return {"Type": name, "Precision": int(precision or 0), "Scale": int(scale or 0)}


def _datum(text: str | None) -> dict[str, str]:
    return {} if text is None else {"VarCharValue": text}


def _keep(athena: AthenaBackend, name: str, ended: Ended, group: WorkGroup | None) -> None:
    """The result as a CSV where the workgroup says, as Athena leaves it."""
    place = group.configuration.get("ResultConfiguration", {}) if group else {}
    location = place.get("OutputLocation")
    if not location or ended.state != "SUCCEEDED":
        return
    bucket, _, prefix = location.removeprefix("s3://").partition("/")
    header = tuple(column for column, _ in ended.result.columns)
    text = "".join(f"{','.join(map(_quoted, row))}\n" for row in [header, *ended.result.rows])
    s3 = s3_backends[athena.account_id][athena.partition]
    s3.put_object(bucket, prefix + name, text.encode())


def _quoted(text: str | None) -> str:
    """NULL is nothing at all, and an empty text is `""`."""
    return "" if text is None else '"' + text.replace('"', '""') + '"'
