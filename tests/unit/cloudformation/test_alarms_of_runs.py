"""What alarms do when they hear nothing, and where they begin."""

from unittest.mock import Mock

import pytest

from receipts.aws.cloudwatch import CloudWatchRunGauges
from receipts.model import RunNumbers
from tests.unit.cloudformation import template
from tests.unit.cloudformation.resolving import Deployed
from tests.unit.cloudformation.template import PARAMETERS, TEMPLATE, properties

ALARMS = {name: r["Properties"] for name, r in template.resources("AWS::CloudWatch::Alarm").items()}
#: ignore: it stays as it is. notBreaching: no news is good news. breaching: no news is the news.
WITHOUT_DATA = {
    # SQS says nothing of a queue that was not used for six hours; what waits on it is still there.
    "ChargesDeadLetterAlarm": "ignore",
    "ReceiptDeadLetterAlarm": "ignore",
    "FeedbackDeadLetterAlarm": "ignore",
    "UndeliveredEventsAlarm": "ignore",
    "LargeFileAlarm": "ignore",
    # Without the watch these know nothing new; that it is silent is an alarm of its own.
    "PausedAlarm": "ignore",
    "BrakedAlarm": "ignore",
    "OverdueDoubtsAlarm": "ignore",
    "SilentWatchAlarm": "breaching",
    # The reconciliation speaks once a day; that it does not is told by the second.
    "MissingReceiptsAlarm": "ignore",
    "UndecidedMonthsAlarm": "breaching",
    "LateMonthAlarm": "ignore",
    # A queue that SQS says nothing of has nobody waiting who was not waiting before.
    "WaitingReceiptsAlarm": "notBreaching",
    "WaitingFilesAlarm": "notBreaching",
    "WaitingFeedbackAlarm": "notBreaching",
    # Most of the month nothing runs, so nothing fails.
    "WorkerErrorsAlarm": "notBreaching",
    "ParserLimitAlarm": "notBreaching",
    "RejectedRunAlarm": "notBreaching",
    "HeldShareAlarm": "notBreaching",
    # SES publishes them now and then.
    "BounceRateAlarm": "ignore",
    "ComplaintRateAlarm": "ignore",
}


def test_what_each_alarm_makes_of_no_data_is_chosen():
    chosen = {name: alarm["TreatMissingData"] for name, alarm in ALARMS.items()}

    assert chosen == WITHOUT_DATA


@pytest.mark.parametrize("name", ["RejectedRunAlarm", "HeldShareAlarm"])
def test_an_alarm_of_a_file_looks_at_a_number_that_the_parser_publishes(name):
    cloudwatch = Mock()
    numbers = RunNumbers(is_rejected=False, held_share=0.1, receipts=9)

    CloudWatchRunGauges(cloudwatch, "a-stack").show(numbers)

    told = cloudwatch.put_metric_data.call_args.kwargs
    assert ALARMS[name]["Namespace"] == told["Namespace"]
    assert ALARMS[name]["MetricName"] in {each["MetricName"] for each in told["MetricData"]}


@pytest.mark.parametrize(
    ("name", "parameter"),
    [("HeldShareAlarm", "WarnHeldShare"), ("WaitingReceiptsAlarm", "WarnWaitingHours")],
)
def test_where_it_begins_is_the_stack_s_to_say(name, parameter):
    assert ALARMS[name]["Threshold"] == {"Ref": parameter}
    assert ALARMS[name]["ComparisonOperator"] == "GreaterThanThreshold"


def test_a_held_share_is_told_before_the_file_is_rejected():
    warns, rejects = (float(PARAMETERS[n]["Default"]) for n in ("WarnHeldShare", "MaxHeldShare"))

    assert 0 < warns < rejects


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        # After the longest wait there are two days left before SQS deletes the message.
        ("WaitingReceiptsAlarm", 8 * 24 * 3600, 192),
        # Milliseconds of a parser with 900 seconds.
        ("ParserLimitAlarm", 720_000, 80),
    ],
)
def test_an_alarm_that_calculates_does_it_right(name, value, expected):
    result, source = Deployed(TEMPLATE, {"ParserTimeout": "900"}).properties(name)["Metrics"]

    found = eval(result["Expression"], {source["Id"]: value})  # noqa: S307 - arithmetic

    assert found == expected
    assert source["ReturnData"] is False
    assert "ReturnData" not in result


def test_a_receipt_is_told_of_long_before_sqs_deletes_it():
    lives = properties("ReceiptQueue")["MessageRetentionPeriod"]

    assert PARAMETERS["WarnWaitingHours"]["MaxValue"] * 3600 <= lives - 2 * 24 * 3600


def test_a_file_that_fails_is_on_its_dead_letter_queue_before_it_has_waited_too_long():
    queue = properties("ChargesQueue")

    fails_after = queue["RedrivePolicy"]["maxReceiveCount"] * queue["VisibilityTimeout"]

    assert fails_after < ALARMS["WaitingFilesAlarm"]["Threshold"]


def test_ses_is_no_sooner_than_our_alarms():
    reviews = {"BounceRateAlarm": 0.05, "ComplaintRateAlarm": 0.001}

    assert {name: 2 * ALARMS[name]["Threshold"] for name in reviews} == reviews
    # Of the whole account, by which SES judges.
    assert not any("Dimensions" in ALARMS[name] for name in reviews)


def test_a_worker_that_fails_twice_in_a_quarter_of_an_hour_is_told():
    alarm = ALARMS["WorkerErrorsAlarm"]

    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": "WorkerFunction"}}]
    assert (alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"], alarm["Period"]) == (2, 3, 300)
