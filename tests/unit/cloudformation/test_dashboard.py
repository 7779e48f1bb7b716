"""The dashboard shows numbers that exist."""

import json
import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest

from cloudformation.write_dashboard import TEMPLATE as PATH
from cloudformation.write_dashboard import written
from receipts.aws.cloudwatch import CloudWatchGauges
from receipts.aws.gauges import numbers_of_run, numbers_of_standing
from receipts.model import RunNumbers, Standing
from receipts.reconciliation.fate import Fate
from tests.unit.cloudformation.resolving import Deployed
from tests.unit.cloudformation.template import TEMPLATE, properties, resources

#: By the services' pages; SES's of an account have no dimension.
OF_AWS = {
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    "AWS/SQS": {
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesVisible",
    },
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    "AWS/Lambda": {"Duration", "Errors", "Invocations"},
    # https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-cloudwatch.html
    # https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html
    "AWS/SES": {
        *("Send", "Delivery", "Bounce", "Complaint", "Reject"),
        *("Reputation.BounceRate", "Reputation.ComplaintRate"),
    },
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
    "AWS/DynamoDB": {"ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"},
}
DIMENSIONS = {
    "AWS/SQS": ("QueueName",),
    "AWS/Lambda": ("FunctionName",),
    "AWS/SES": (),
    "AWS/DynamoDB": ("TableName",),
}


@pytest.fixture(scope="module")
def widgets() -> list[dict[str, Any]]:
    """As CloudWatch gets them."""
    body, variables = properties("Dashboard")["DashboardBody"]["Fn::Sub"]
    told = Deployed(TEMPLATE, {})
    for name, value in {"WorkerMemory": 512, "Alarm": "arn:aws:cloudwatch"}.items():
        assert name in variables
        body = body.replace(f"${{{name}}}", str(value))
    return json.loads(told._text(body))["widgets"]


def metrics(widgets: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for widget in widgets:
        for metric in widget["properties"].get("metrics", []):
            if isinstance(metric[0], str):
                yield metric


def ours() -> set[tuple[str, ...]]:
    """Each metric that the code publishes, with the values of its dimensions."""
    cloudwatch = Mock()
    gauges = CloudWatchGauges(cloudwatch, "receipts")
    gauges.show({fate.value: 0 for fate in Fate}, missing=0, undecided=0, late=0)
    standing = Standing(paused=False, braked=False, overdue_doubts=0)
    run = RunNumbers(is_rejected=False, held_share=0, receipts=0)
    logged = {**numbers_of_standing(standing), **numbers_of_run(run)}
    told = cloudwatch.put_metric_data.call_args.kwargs["MetricData"]
    return {(name, "receipts") for name in logged} | {
        (each["MetricName"], *(d["Value"] for d in each["Dimensions"])) for each in told
    }


def test_the_template_has_what_is_written_here():
    text = PATH.read_text(encoding="utf-8")

    assert written(text) == text


def test_each_metric_of_aws_exists_with_its_dimensions(widgets):
    shown = [metric for metric in metrics(widgets) if metric[0] != "Receipts"]

    unknown = [m for m in shown if m[1] not in OF_AWS[m[0]]]
    named = {m[0]: tuple(w for w in m[2:] if isinstance(w, str))[::2] for m in shown}

    assert unknown == []
    assert named == DIMENSIONS


def test_it_shows_all_our_metrics_and_no_other(widgets):
    shown = {
        (metric[1], *[word for word in metric[2:] if isinstance(word, str)][1::2])
        for metric in metrics(widgets)
        if metric[0] == "Receipts"
    }

    assert shown == ours()


def test_it_shows_all_alarms(widgets):
    (alarms,) = (w["properties"]["alarms"] for w in widgets if w["type"] == "alarm")

    names = {arn.rpartition(":")[2] for arn in alarms}

    assert names == set(resources("AWS::CloudWatch::Alarm"))


def test_what_it_calculates_is_made_of_what_it_names(widgets):
    told = [m for w in widgets for m in w["properties"].get("metrics", [])]
    ids = {m[-1]["id"] for m in told if isinstance(m[-1], dict) and "id" in m[-1]}
    expressions = [m[0]["expression"] for m in told if isinstance(m[0], dict)]

    names = {name for each in expressions for name in re.findall("[a-z]+", each)}

    assert expressions
    assert names <= ids


def test_gb_seconds_are_milliseconds_times_megabytes(widgets):
    told = [m[0] for w in widgets for m in w["properties"].get("metrics", [])]
    (worker,) = (m["expression"] for m in told if isinstance(m, dict) and "worker" in m["id"])

    # Two seconds of half a gigabyte.
    assert eval(worker, {"worker": 2000}) == 1.0  # noqa: S307 - arithmetic


def test_no_two_pictures_overlap_and_none_is_wider_than_the_page(widgets):
    taken = [
        (x, y)
        for w in widgets
        for x in range(w["x"], w["x"] + w["width"])
        for y in range(w["y"], w["y"] + w["height"])
    ]

    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24
