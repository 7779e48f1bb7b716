"""The adapter of Athena against answers of the service's model."""

import pytest

from receipts.aws.athena import AthenaQueries
from receipts.errors import PermanentError, QueryError
from tests.fakes import FakeClock
from tests.integration.aws.stubs import stubbed

ID = "11111111-2222-3333-4444-555555555555"
SQL = "SELECT currency, billed FROM receipts WHERE billing_period = '2024-09'"
STARTED = {
    "QueryString": SQL,
    "QueryExecutionContext": {"Database": "receipts_prod"},
    "WorkGroup": "receipts-prod",
}
WANTED = {"QueryExecutionId": ID}


def status(state: str, *, reason: str | None = None, scanned: int = 0) -> dict:
    told = {"State": state} | ({"StateChangeReason": reason} if reason else {})
    return {"QueryExecution": {"Status": told, "Statistics": {"DataScannedInBytes": scanned}}}


def page(*rows: tuple[str | None, ...], token: str | None = None) -> dict:
    cells = [[{} if text is None else {"VarCharValue": text} for text in row] for row in rows]
    columns = [
        {"Name": "currency", "Type": "varchar", "Precision": 2147483647, "Scale": 0},
        {"Name": "billed", "Type": "decimal", "Precision": 38, "Scale": 12},
    ]
    results = {
        "Rows": [{"Data": row} for row in cells],
        "ResultSetMetadata": {"ColumnInfo": columns},
    }
    return {"ResultSet": results} | ({"NextToken": token} if token else {})


@pytest.fixture
def athena():
    client, stub = stubbed("athena")
    engine = AthenaQueries(
        client, workgroup="receipts-prod", database="receipts_prod", clock=FakeClock()
    )
    yield engine, stub
    stub.assert_no_pending_responses()


def test_an_answer_is_waited_for_and_read_page_by_page(athena):
    engine, stub = athena
    stub.add_response("start_query_execution", {"QueryExecutionId": ID}, STARTED)
    stub.add_response("get_query_execution", status("QUEUED"), WANTED)
    stub.add_response("get_query_execution", status("RUNNING", scanned=5), WANTED)
    stub.add_response("get_query_execution", status("SUCCEEDED", scanned=9), WANTED)
    first = page(("currency", "billed"), ("USD", "10.50"), token="more")
    stub.add_response("get_query_results", first, WANTED)
    second = page((None, ""))
    stub.add_response("get_query_results", second, WANTED | {"NextToken": "more"})
    heard: list[int] = []

    result = engine.run(SQL, on_wait=heard.append)

    assert result.columns == (("currency", "varchar"), ("billed", "decimal(38,12)"))
    # NULL is no empty text.
    assert result.rows == [("USD", "10.50"), (None, "")]
    assert (result.scanned_bytes, heard) == (9, [0, 5])


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (
            "FAILED",
            "HIVE_BAD_DATA: Not valid Parquet file: s3://a/receipts/x.csv expected magic",
            "^s3://a/receipts/x.csv is not what its table says",
        ),
        (
            "FAILED",
            "HIVE_BAD_DATA: Field total's type INT64 in parquet file s3://a/receipts/y.parquet is"
            " incompatible with type decimal(38,12) defined in table schema",
            "^s3://a/receipts/y.parquet is not what",
        ),
        ("CANCELLED", "Bytes scanned limit was exceeded", "AuditScanLimitBytes"),
        ("CANCELLED", "Query was cancelled by user", "the query was cancelled: Query"),
        ("FAILED", "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved", "failed: COLUMN"),
        ("FAILED", "CONSTRAINT_VIOLATION: For the injected", "customer_key = "),
    ],
)
def test_a_query_without_an_answer_says_why(athena, state, reason, words):
    engine, stub = athena
    stub.add_response("start_query_execution", {"QueryExecutionId": ID}, STARTED)
    stub.add_response("get_query_execution", status(state, reason=reason), WANTED)

    with pytest.raises(QueryError, match=words):
        engine.run(SQL, on_wait=lambda _: None)


def test_sql_that_athena_does_not_take_is_said_in_its_words(athena):
    engine, stub = athena
    stub.add_client_error(
        "start_query_execution", "InvalidRequestException", "line 1:8: mismatched input"
    )

    with pytest.raises(QueryError, match="mismatched input"):
        engine.run(SQL, on_wait=lambda _: None)


def test_who_may_not_ask_is_told_whom_to_ask(athena):
    engine, stub = athena
    stub.add_client_error("start_query_execution", "AccessDeniedException")

    with pytest.raises(PermanentError, match="ask whoever runs the stack"):
        engine.run(SQL, on_wait=lambda _: None)
