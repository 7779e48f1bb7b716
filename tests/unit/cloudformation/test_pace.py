"""The pace of the workers: every set of the template fits SES's rate, and its parts each other."""

from datetime import timedelta

import pytest

from receipts.delivery.batch import _RESERVE
from receipts.pace import Pace
from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE, properties

SETS = TEMPLATE["Mappings"]["Pace"]
WINDOW = properties("WorkerEventSourceMapping")["MaximumBatchingWindowInSeconds"]
SHORTEST_LEASE = PARAMETERS["SendLeaseSeconds"]["MinValue"]
#: Seconds of a processor that a receipt may cost.
CPU = 0.009
#: Megabytes that come with a whole processor.
WHOLE_CPU = 1769
#: Seconds that SES may take to answer before a worker falls behind.
ANSWER = 0.35


def misfits(rate, row):
    """What is wrong with a set."""
    pace = Pace(rate=int(rate), concurrency=row["Concurrency"])
    mails_a_second = timedelta(seconds=1) / pace.interval
    time = timedelta(seconds=row["Timeout"]) - _RESERVE
    fits = {
        "the batch is not out in half the time": row["BatchSize"] * pace.interval <= time / 2,
        "seen again too soon": row["Visibility"] >= 6 * row["Timeout"] + WINDOW,
        "outlives the shortest lease": row["Timeout"] < SHORTEST_LEASE,
        "too slow": row["Memory"] / WHOLE_CPU >= 2 * mails_a_second * CPU,
        "more than Python uses": row["Memory"] <= WHOLE_CPU,
        "too few lanes": pace.lanes / ANSWER >= mails_a_second,
        "an event source mapping has no fewer": row["Concurrency"] >= 2,
    }
    return [words for words, holds in fits.items() if not holds]


def test_there_is_a_set_for_each_rate_that_can_be_chosen():
    assert list(SETS) == PARAMETERS["SesMaxSendRate"]["AllowedValues"]


@pytest.mark.parametrize(("rate", "row"), SETS.items())
def test_every_set_fits(rate, row):
    assert misfits(rate, row) == []


@pytest.mark.parametrize(
    ("rate", "change", "misfit"),
    [
        ("1", {"BatchSize": 11}, "the batch is not out in half the time"),
        ("5", {"Concurrency": 3}, "the batch is not out in half the time"),
        ("1", {"Timeout": 59}, "the batch is not out in half the time"),
        ("14", {"Visibility": 360}, "seen again too soon"),
        ("500", {"Timeout": 120, "Visibility": 721}, "outlives the shortest lease"),
        ("500", {"Memory": 1024}, "too slow"),
        ("500", {"Memory": 2048}, "more than Python uses"),
        ("500", {"Concurrency": 7, "Memory": 1769}, "too slow"),
        ("1", {"Concurrency": 1}, "an event source mapping has no fewer"),
    ],
)
def test_a_set_that_does_not_fit_is_found(rate, change, misfit):
    assert misfit in misfits(rate, SETS[rate] | change)


def test_too_few_lanes_are_found():
    row = SETS["1000"] | {"Concurrency": 10}

    assert "too few lanes" in misfits("1000", row)


@pytest.mark.parametrize(
    ("resource", "path", "part"),
    [
        ("WorkerFunction", ["Timeout"], "Timeout"),
        ("WorkerFunction", ["MemorySize"], "Memory"),
        ("WorkerFunction", ["Environment", "Variables", "MAXIMUM_CONCURRENCY"], "Concurrency"),
        ("WorkerEventSourceMapping", ["BatchSize"], "BatchSize"),
        ("WorkerEventSourceMapping", ["ScalingConfig", "MaximumConcurrency"], "Concurrency"),
        ("FeedbackEventSourceMapping", ["ScalingConfig", "MaximumConcurrency"], "Concurrency"),
        ("ReceiptQueue", ["VisibilityTimeout"], "Visibility"),
    ],
)
def test_whatever_has_to_fit_comes_from_one_set(resource, path, part):
    found = properties(resource)

    for step in path:
        found = found[step]

    assert found == {"Fn::FindInMap": ["Pace", {"Ref": "SesMaxSendRate"}, part]}


def test_the_intake_is_the_watch_s_to_open_and_close():
    assert "Enabled" not in properties("WorkerEventSourceMapping")
