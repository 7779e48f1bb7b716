"""docs/scaling.md is worked out from what it says it is."""

import math
from pathlib import Path

import pytest

from receipts.cost.assumptions import assumptions
from receipts.cost.items import Group
from receipts.pace import Pace, allowed
from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE, properties
from tests.unit.cost.months import bill

PAGE = Path(__file__).parents[3].joinpath("docs", "scaling.md").read_text(encoding="utf-8")
SIZES = (1_000_000, 10_000_000, 100_000_000)
_LINES, _BYTES_A_LINE = 10, 87.5
_FASTEST = allowed(1000)
_PUTS, _DIGITS = 3500, 16
_FEEDBACK = TEMPLATE["Mappings"]["Pace"]["1000"]["Concurrency"]
_EVENTS_A_SECOND = _FEEDBACK / float(assumptions()["feedback_seconds"])


def files(customers):
    return math.ceil(customers * _LINES * _BYTES_A_LINE / PARAMETERS["MaxInputBytes"]["MaxValue"])


def time(seconds):
    for most, unit, name in ((60, 1, "s"), (3600, 60, "min"), (86_400, 3600, "h")):
        if seconds < most:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds / 86_400:.1f} d"


def gigabytes(bytes_):
    return f"{bytes_ / 1e9:.1f} GB"


def glue(customers):
    assumed = assumptions()
    each = files(customers) * assumed["glue_minutes"]
    return time(60 * float(each + customers * assumed["glue_million_receipts_minutes"] / 1_000_000))


ROWS = {
    "Files": lambda n: str(files(n)),
    "Sending at `SesMaxSendRate` 14": lambda n: time(n / allowed(14)),
    "… at 200": lambda n: time(n / allowed(200)),
    "… at 1,000, the most that can be chosen": lambda n: time(n / _FASTEST),
    "SES's quota of 24 hours, to be out in a week": lambda n: f"{math.ceil(n / 7):,}",
    "Snapshots, if S3 never divides the prefix": lambda n: time(n / _PUTS),
    "… divided by the first digit of the key": lambda n: time(n / _PUTS / _DIGITS),
    "Mails' PUTs and GETs a second": lambda n: f"{_FASTEST:g}",
    "Glue, files one after the other": glue,
    "The driver's `receipts` rows, of one file": lambda n: gigabytes(n / files(n) * 395),
    "Receipt queue": lambda n: f"{20 * 100:,}",
    "Ledger writes a second": lambda n: f"{3 * _FASTEST:,.0f}",
    "Ledger rows of the month": lambda n: gigabytes(n * 436),
    "… read by one process": lambda n: time(n / 15_300),
    "… as columns, with the rows": lambda n: gigabytes(n * 1170),
    "SES's events, read by the feedback": lambda n: time(2 * n / _EVENTS_A_SECOND),
    "Functions at a time": lambda n: str(2 * _FEEDBACK + 2 + 1),
    "`receipts` of the month": lambda n: gigabytes(n * 122),
    "`lines` of the month": lambda n: gigabytes(n * _LINES * 15.5),
    "Cost without SES and what is fixed": lambda n: f"{bill(n).sum_of(Group.RECEIPTS):,.0f} USD",
    "Cost of SES": lambda n: f"{bill(n).sum_of(Group.SES):,.0f} USD",
}


def cells(name):
    (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in row.split("|")[3:6]]


@pytest.mark.parametrize("name", ROWS)
def test_each_number_is_worked_out(name):
    assert cells(name) == [ROWS[name](customers) for customers in SIZES]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (
            "above {} the rest is gone unsent",
            allowed(14) * properties("ReceiptQueue")["MessageRetentionPeriod"],
        ),
        # The nth event comes after n / 1,800 seconds, and its turn after n / 400.
        (
            "above {} mails at full rate",
            properties("FeedbackQueue")["MessageRetentionPeriod"]
            / (1 / _EVENTS_A_SECOND - 1 / (2 * _FASTEST))
            / 2,
        ),
        ("60 minutes: {} rows", 15_300 * 60 * properties("ReconcileJob")["Timeout"]),
        ("of 1,000 writes each are full at {}", _DIGITS * 1000 // 3),
        ("400 a second", _EVENTS_A_SECOND),
    ],
)
def test_where_it_breaks_is_worked_out(words, number):
    assert words.format(f"{round(number):,}") in PAGE


def test_what_the_page_says_of_the_stack_is_so():
    fastest = TEMPLATE["Mappings"]["Pace"]["1000"]

    assert (fastest["Concurrency"], fastest["BatchSize"]) == (20, 100)
    assert Pace(rate=1000, concurrency=20).rate == int(list(TEMPLATE["Mappings"]["Pace"])[-1])
    assert properties("ReconcileJob")["WorkerType"] == "G.1X"
    assert PARAMETERS["AuditScanLimitBytes"]["Default"] == str(10 * 1024**3)
    assert properties("ParserEventSourceMapping")["ScalingConfig"]["MaximumConcurrency"] == 2
