"""Prices and assumptions say where they come from, and are those of the stack."""

from datetime import date
from decimal import Decimal

import pytest

from receipts.cost.assumptions import assumptions
from receipts.cost.prices import price_list
from receipts.reconciliation.fate import Fate
from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE, properties, resources

_UNREAD = "from memory: no page that says it was found"


@pytest.mark.parametrize(("name", "price"), price_list().prices.items())
def test_each_price_says_what_it_is_for_and_where_it_was_read(name, price):
    assert price.usd > 0
    assert price.per > 0
    assert price.unit
    assert price.as_of
    assert price.source.startswith("https://") or price.source == _UNREAD
    assert price.official.startswith("https://aws.amazon.com/")


def test_all_prices_are_of_one_region_and_day():
    assert price_list().region == "us-east-1"
    assert isinstance(price_list().read_on, date)


def test_prices_are_exact():
    assert price_list().prices["lambda_time"].usd == Decimal("0.0000133334")


@pytest.mark.parametrize(("name", "each"), assumptions().by_name.items())
def test_each_assumption_says_why(name, each):
    assert each.value > 0
    assert each.unit
    assert each.why


def test_the_workers_are_those_of_the_template():
    told = {
        str(each.rate): (each.concurrency, each.batch, each.memory_mb)
        for each in assumptions().workers.values()
    }

    assert told == {
        rate: (row["Concurrency"], row["BatchSize"], row["Memory"])
        for rate, row in TEMPLATE["Mappings"]["Pace"].items()
    }


@pytest.mark.parametrize(
    ("name", "stands_in_the_template"),
    [
        ("parser_memory_mb", PARAMETERS["ParserMemory"]["Default"]),
        ("feedback_memory_mb", PARAMETERS["FeedbackMemory"]["Default"]),
        ("watch_memory_mb", properties("WatchFunction")["MemorySize"]),
        ("reconciled_days", PARAMETERS["OpenPeriodDays"]["Default"]),
        ("reconcile_dpus", properties("ReconcileJob")["NumberOfWorkers"]),
        ("lambda_receipts", PARAMETERS["LargeRunReceipts"]["Default"]),
        ("glue_dpus", PARAMETERS["LargeFileWorkers"]["Default"]),
        ("alarms", len(resources("AWS::CloudWatch::Alarm"))),
        ("served_queues", len(resources("AWS::Lambda::EventSourceMapping"))),
    ],
)
def test_what_the_template_decides_is_not_assumed_otherwise(name, stands_in_the_template):
    assert assumptions()[name] == stands_in_the_template


def test_there_are_as_many_metrics_as_are_published():
    of_the_watch = {"Paused", "Braked", "OverdueDoubts"}
    of_a_file = {"RejectedRuns", "HeldShare", "ReceiptsBilled"}
    of_the_month = {"MissingReceipts", "UndecidedMonths", "LateMonths", *Fate}

    assert assumptions()["metrics"] == len(of_the_watch | of_a_file | of_the_month)


def test_the_watch_looks_every_minute_and_the_reconciliation_every_day():
    assert properties("WatchRule")["ScheduleExpression"] == "rate(1 minute)"
    assert properties("ReconcileTrigger")["Schedule"] == "cron(30 4 * * ? *)"
    assert properties("ReconcileJob")["WorkerType"] == "G.1X"


def test_keys_of_buckets_are_bucket_keys():
    encrypted = [
        rule["BucketKeyEnabled"]
        for bucket in ("LandingBucket", "AuditBucket")
        for rule in properties(bucket)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    ]

    assert encrypted == [True, True]
