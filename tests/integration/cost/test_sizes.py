"""Sizes that the cost assumes: never below what was measured, and not twice as much."""

import pytest

from receipts.cost.assumptions import assumptions
from tests.integration.cost.month import send

_CUSTOMERS, _LINES = 40, 10
_MONTH = ("lines", "receipts", "inputs")


@pytest.fixture(scope="module")
def months(world):
    """The same customers with one line and with ten."""
    return send(world, _CUSTOMERS), send(world, _CUSTOMERS, _LINES)


def measured(months, *folders):
    """Bytes of a receipt without its lines, and of each line."""
    one, ten = (sum(month.stored[name] for name in folders) / _CUSTOMERS for month in months)
    a_line = (ten - one) / (_LINES - 1)
    return one - a_line, a_line


@pytest.mark.parametrize(
    ("folders", "receipt", "line"),
    [
        (("snapshots",), "snapshot_bytes", "snapshot_line_bytes"),
        (("mails",), "mail_bytes", "mail_line_bytes"),
        (_MONTH, "run_receipt_bytes", "run_line_bytes"),
    ],
)
def test_files_are_as_large_as_assumed(months, folders, receipt, line):
    a_receipt, a_line = measured(months, *folders)

    assert assumptions()[receipt] / 2 < a_receipt <= assumptions()[receipt]
    assert assumptions()[line] / 2 < a_line <= assumptions()[line]


def test_a_row_of_the_ledger_is_as_large_as_assumed(months):
    largest = max(months[0].rows)

    assert len(months[0].rows) == _CUSTOMERS
    assert assumptions()["row_bytes"] / 2 < largest <= assumptions()["row_bytes"]


def test_a_receipt_fills_as_much_of_the_logs_as_assumed(months):
    a_receipt = sum(months[0].logged) / _CUSTOMERS

    assert assumptions()["receipt_log_bytes"] / 2 < a_receipt
    assert a_receipt <= assumptions()["receipt_log_bytes"]
