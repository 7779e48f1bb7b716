"""Queries of the audit data: started, waited for, read page by page."""

import re
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any

from botocore.exceptions import ClientError

from receipts.aws.answers import code_of, translated
from receipts.errors import QueryError
from receipts.model import QueryResult
from receipts.ports import Clock

_WAIT_SECONDS = 0.5
_UNFINISHED = {"QUEUED", "RUNNING"}
_ENDED = {"FAILED": "failed", "CANCELLED": "was cancelled"}
_FILE = re.compile(r"s3://\S+")
#: Athena's words for files that are not what their table says.
_BAD_FILE = (
    "HIVE_BAD_DATA",
    "HIVE_CANNOT_OPEN_SPLIT",
    "HIVE_CURSOR_ERROR",
    "HIVE_PARTITION_SCHEMA",
)


class AthenaQueries:
    """A workgroup and a database."""

    def __init__(self, client: Any, *, workgroup: str, database: str, clock: Clock) -> None:
        self._athena = client
        self._workgroup = workgroup
        self._database = database
        self._clock = clock

    def run(self, sql: str, *, on_wait: Callable[[int], None]) -> QueryResult:
        """All rows of a query's answer; QueryError when it has none."""
        query_id = self._start(sql)
        told = self._wait(query_id, on_wait)
        state = told["Status"]["State"]
        if state != "SUCCEEDED":
            raise QueryError(in_words(state, told["Status"].get("StateChangeReason", "")))
        with translated("read the answer of a query"):
            columns, rows = self._read(query_id)
        return QueryResult(columns, rows, _scanned(told))

    def _start(self, sql: str) -> str:
        with translated("start a query"):
            try:
                started = self._athena.start_query_execution(
                    QueryString=sql,
                    QueryExecutionContext={"Database": self._database},
                    WorkGroup=self._workgroup,
                )
            except ClientError as error:
                if code_of(error) == "InvalidRequestException":
                    # Nothing personal is in it but what was asked.
                    why = error.response["Error"].get("Message", "")
                    raise QueryError(f"Athena does not take this query: {why}") from error
                raise
        return str(started["QueryExecutionId"])

    def _wait(self, query_id: str, on_wait: Callable[[int], None]) -> dict[str, Any]:
        while True:
            with translated("wait for a query"):
                answer = self._athena.get_query_execution(QueryExecutionId=query_id)
            told: dict[str, Any] = answer["QueryExecution"]
            if told["Status"]["State"] not in _UNFINISHED:
                return told
            on_wait(_scanned(told))
            self._clock.sleep(_WAIT_SECONDS)

    def _read(
        self, query_id: str
    ) -> tuple[tuple[tuple[str, str], ...], list[tuple[str | None, ...]]]:
        pages = self._athena.get_paginator("get_query_results").paginate(QueryExecutionId=query_id)
        results: Iterator[Any] = (page["ResultSet"] for page in pages)
        first = next(results)
        columns = tuple(
            (info["Name"], _type(info)) for info in first["ResultSetMetadata"]["ColumnInfo"]
        )
        rows = (row["Data"] for result in chain([first], results) for row in result["Rows"])
        # The first row has the columns' names.
        values = islice(rows, 1, None)
        return columns, [tuple(cell.get("VarCharValue") for cell in row) for row in values]


def _type(info: dict[str, Any]) -> str:
    name = str(info["Type"])
    return f"decimal({info['Precision']},{info['Scale']})" if name == "decimal" else name


def _scanned(told: dict[str, Any]) -> int:
    return int(told.get("Statistics", {}).get("DataScannedInBytes", 0))


def in_words(state: str, reason: str) -> str:
    """Why a query has no answer, and what to do."""
    file = _FILE.search(reason)
    if reason.startswith(_BAD_FILE) and file:
        return (
            f"{file[0].rstrip(',.)')} is not what its table says, so nothing that reads it can be"
            f" answered. Find out who put it there. Athena says: {reason}"
        )
    if "limit was exceeded" in reason:
        return (
            "the query read more than the stack's AuditScanLimitBytes and was stopped: ask about"
            " one billing_period, or raise the parameter"
        )
    if reason.startswith("CONSTRAINT_VIOLATION"):
        return f"snapshots are asked about one customer: AND customer_key = '…'. {reason}"
    return f"the query {_ENDED.get(state, state)}: {reason}"
