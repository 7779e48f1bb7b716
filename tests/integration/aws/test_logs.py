"""The lines that a function logs, as CloudWatch and Lambda read them."""

import json
import logging
import subprocess
import sys

import pytest

from receipts.guard import guarded

CANARY = "canary@example.com"


def said(code: str) -> list[dict]:
    """What a process prints that logs as a function does."""
    told = f"""
import logging
from receipts import bootstrap
from receipts.errors import PermanentError, RetryableError
from receipts.guard import guarded
bootstrap.log_as_json("worker")
log = logging.getLogger("receipts.anything")
{code}
"""
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_line_is_one_object_with_its_extras():
    (line,) = said("log.info('receipt_handled', extra={'run_id': 'r1', 'receipt_id': 'x1'})")

    assert (line["level"], line["message"], line["service"]) == (
        "INFO",
        "receipt_handled",
        "worker",
    )
    assert (line["run_id"], line["receipt_id"]) == ("r1", "x1")


def test_its_time_is_what_lambda_filters_by():
    (line,) = said("log.info('anything')")

    assert line["timestamp"].endswith("+00:00")
    assert line["timestamp"][10] == "T"


def test_an_error_has_its_causes_and_their_places_but_only_our_own_words():
    (line,) = said(f"""
def read():
    raise ValueError("could not read {CANARY}")
try:
    try:
        read()
    except ValueError as error:
        raise RetryableError("read a line: NotToday") from error
except RetryableError as error:
    log.warning("comes_back", exc_info=error)
""")

    first, second = line["exception"].split("\ncaused by ")
    assert first.startswith("RetryableError: read a line: NotToday\n  <string>:")
    assert second.startswith("ValueError\n  <string>:")
    assert second.endswith(" read")
    assert CANARY not in json.dumps(line)


def test_one_that_is_raised_while_another_is_handled_has_it_as_its_cause():
    (line,) = said(f"""
try:
    try:
        int("{CANARY}")
    except ValueError:
        raise KeyError("{CANARY}")
except KeyError as error:
    log.error("x", exc_info=error)
""")

    assert line["exception_name"] == "KeyError"
    assert "caused by ValueError" in line["exception"]
    assert CANARY not in json.dumps(line)


def test_the_request_s_id_is_that_of_lambda_s_own_handler():
    code = """
class Request(logging.Filter):
    def filter(self, record):
        record.aws_request_id = "abc"
        return True
handler = logging.StreamHandler()
handler.addFilter(Request())
logging.basicConfig(handlers=[handler], force=True)
bootstrap.log_as_json("worker")
log.info("x")
"""

    (line,) = said(code)

    assert line["aws_request_id"] == "abc"


def test_what_a_function_raises_quotes_nothing():
    @guarded
    def handler() -> None:
        raise ValueError(CANARY)

    with pytest.raises(Exception, match="ValueError") as raised:
        handler()

    assert type(raised.value).__name__ == "UnexpectedError"
    assert str(raised.value) == "ValueError"
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_what_it_raises_of_ours_stays_what_it_is_and_its_cause_is_logged(caplog):
    caplog.set_level(logging.ERROR)

    from receipts.errors import RetryableError  # noqa: PLC0415

    @guarded
    def handler() -> None:
        raise RetryableError("put a row: ThrottlingException") from ValueError(CANARY)

    with pytest.raises(RetryableError, match="put a row") as raised:
        handler()

    assert raised.value.__cause__ is None
    assert [record.message for record in caplog.records] == ["failed"]
