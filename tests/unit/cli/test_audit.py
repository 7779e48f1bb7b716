"""`receipts audit` on what the pipeline left in memory."""

import argparse
import io

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from receipts.audit.catalogue import named_queries
from receipts.cli import audit
from receipts.errors import ConfigError, QueryError
from receipts.port_bundles import AuditPorts
from tests.audit_world import FakeEngine
from tests.audited import three_months


@pytest.fixture(autouse=True)
def _months(monkeypatch):
    world = three_months()
    ports = AuditPorts(engine=FakeEngine(world), audit=world.audit)
    monkeypatch.setattr("receipts.cli.audit.bootstrap.aws_clients", lambda: None)
    monkeypatch.setattr("receipts.cli.audit.bootstrap.stack", lambda *_: None)
    monkeypatch.setattr("receipts.cli.audit.bootstrap.audit", lambda *_: ports)


def run(*words: str) -> tuple[int, str]:
    """The exit code, and what was printed as the answer."""
    parser = argparse.ArgumentParser()
    audit.add_arguments(parser)
    console = Console(file=io.StringIO(), width=60)
    return audit.run(parser.parse_args(words), console), console.file.getvalue()


def test_alone_it_lists_every_query_with_what_it_needs():
    code, printed = run()

    assert code == 0
    for name, query in named_queries().items():
        assert f"{name} " in printed
        assert query.answers in printed
    assert "[--since] --period" in printed


def test_a_named_query_of_a_whole_month_is_answered_in_a_table(capsys):
    code, printed = run("customers-above", "--period", "2024-09", "--above", "11")

    assert code == 0
    assert [line.split()[:3] for line in printed.splitlines()[3:5]] == [
        ["JPY", "100", "D"],
        ["USD", "14", "B"],
    ]
    assert "2 rows" in capsys.readouterr().err


def test_a_customer_is_named_by_its_id():
    code, printed = run("customer-receipt", "--period", "2024-09", "--customer", "A")

    assert code == 0
    assert "ann@one.example" in printed


def test_two_months_are_compared_where_only_one_is_named():
    _, printed = run("top-movers", "--period", "2024-10")

    assert "1000.1" in printed
    assert "-14" in printed


def test_a_month_that_was_not_reconciled_is_said_beside_the_answer(capsys):
    code, printed = run("fates", "--period", "2024-11")

    assert code == 1
    assert "unknown" in printed
    told = capsys.readouterr().err
    assert "2024-11 was never reconciled, so what stands is unknown" in told
    assert "1 rows are about receipts that were not reconciled yet" in told


def test_a_missing_month_is_said_in_place_of_an_answer(capsys):
    code, _ = run("fates", "--period", "2031-01")

    assert code == 1
    assert "Nothing was billed for 2031-01" in capsys.readouterr().err


def test_sql_is_asked_as_it_stands(capsys):
    sql = "SELECT count(*) AS receipts FROM receipts WHERE billing_period = '2024-10'"

    code, printed = run(sql)

    assert (code, printed.split()[-1]) == (0, "3")


def test_a_csv_goes_to_standard_output_and_nothing_else_does(capsysbinary):
    code, printed = run("conflicts", "--period", "2024-09", "--format", "csv")

    out = capsysbinary.readouterr().out
    assert (code, printed) == (0, "")
    assert out.startswith(b"\xef\xbb\xbfcustomer_id,unsent_receipt,")
    assert b",USD,6," in out


def test_parquet_goes_to_a_file(tmp_path):
    out = tmp_path / "fates.parquet"

    code, _ = run("fates", "--period", "2024-09", "--format", "parquet", "--out", str(out))

    assert code == 0
    assert pq.read_table(out).num_rows == 6


def test_a_terminal_shows_the_first_rows_and_says_so(monkeypatch):
    monkeypatch.setattr("receipts.cli.audit._MOST_SHOWN", 2)

    _, printed = run("fates", "--period", "2024-09")

    assert "the first 2 of 6: --format csv has all" in printed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nope"], "No query is called nope"),
        (["fates"], "fates needs --period."),
        (["customers-above", "--period", "2024-09"], "customers-above needs --above."),
        (["customer-receipt"], "customer-receipt needs --period, --customer."),
        (["fates", "--period", "2024-09", "--format", "parquet"], "say --out FILE"),
        (["fates", "--period", "2024-09", "--out", "x"], "say --format csv"),
    ],
)
def test_wrong_usage_is_said_and_nothing_is_asked(words, said):
    code, printed = run(*words)

    assert code == 64
    assert said in printed


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (["DROP TABLE receipts"], QueryError, "only a query that reads"),
        (
            ["run-proof", "--period", "2024-09", "--run", "abc"],
            ConfigError,
            "run is missing or not",
        ),
    ],
)
def test_what_cannot_be_asked_is_an_error_in_words(words, error, said):
    with pytest.raises(error, match=said):
        run(*words)
