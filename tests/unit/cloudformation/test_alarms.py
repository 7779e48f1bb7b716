"""Who is told when a person is needed, and of what."""

import json
import re
from pathlib import Path
from unittest.mock import Mock

import pytest

from receipts.aws.cloudwatch import CloudWatchGauges
from receipts.aws.gauges import LoggedGauges
from receipts.model import Standing
from tests.unit.cloudformation import template
from tests.unit.cloudformation.stack import DEAD_LETTERS, TLS_ONLY
from tests.unit.cloudformation.template import TEMPLATE, arn, properties

ROOT = Path(__file__).parents[3]
ALARMS = {name: r["Properties"] for name, r in template.resources("AWS::CloudWatch::Alarm").items()}
ON_QUEUES = {
    n: alarm
    for n, alarm in ALARMS.items()
    if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible"
}
ON_GAUGES = {n: alarm for n, alarm in ALARMS.items() if alarm.get("Namespace") == "Receipts"}
#: Those of the reconciliation, which come once a day.
DAILY = ("MissingReceiptsAlarm", "UndecidedMonthsAlarm", "LateMonthAlarm")
#: Those of a file that was judged: tests/unit/cloudformation/test_alarms_of_runs.py.
OF_A_FILE = ("RejectedRunAlarm", "HeldShareAlarm")
#: A number of the watch that is too high, not missing.
ON_NUMBERS = {
    n: alarm
    for n, alarm in ON_GAUGES.items()
    if alarm["Statistic"] == "Maximum" and n not in (*DAILY, *OF_A_FILE)
}


@pytest.fixture
def printed(capsys):
    """What the watch's log says of three numbers."""
    LoggedGauges("a-stack").show(Standing(paused=True, braked=False, overdue_doubts=2))
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_tells_the_topic(name):
    assert ALARMS[name]["AlarmActions"] == [{"Ref": "AlarmTopic"}]


def test_a_pause_that_ended_by_itself_is_told_too():
    assert properties("PausedAlarm")["OKActions"] == [{"Ref": "AlarmTopic"}]


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_says_what_it_means_and_names_one_page(name):
    words = _words(name)

    assert len(re.findall(r"docs/runbooks/[a-z-]+\.md", words)) == 1
    assert 60 < len(words) < 300


def test_every_page_that_an_alarm_names_is_there():
    pages = {page for name in ALARMS for page in re.findall(r"docs/\S+\.md", _words(name))}

    missing = [page for page in sorted(pages) if not (ROOT / page).is_file()]

    assert missing == []


def test_every_queue_of_what_failed_has_an_alarm():
    watched = [
        arn(dimension["Value"]).removesuffix(".QueueName")
        for alarm in ON_QUEUES.values()
        for dimension in alarm["Dimensions"]
    ]

    others = ["LargeFileFailuresQueue", "UndeliveredEventsQueue"]
    assert sorted(watched) == sorted([*DEAD_LETTERS.values(), *others])


@pytest.mark.parametrize("name", ON_QUEUES)
def test_one_letter_is_enough_and_a_queue_that_fell_silent_is_not_empty(name):
    alarm = ON_QUEUES[name]

    assert [dimension["Name"] for dimension in alarm["Dimensions"]] == ["QueueName"]
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "Maximum",
        "GreaterThanThreshold",
        0,
    )
    assert alarm["TreatMissingData"] == "ignore"


def test_every_number_of_the_watch_has_an_alarm_under_its_own_name(printed):
    (directive,) = printed["_aws"]["CloudWatchMetrics"]
    shown = sorted(metric["Name"] for metric in directive["Metrics"])

    watched = sorted(alarm["MetricName"] for alarm in ON_NUMBERS.values())

    assert watched == shown
    assert {alarm["Namespace"] for alarm in ON_GAUGES.values()} == {directive["Namespace"]}


@pytest.mark.parametrize("name", ON_GAUGES)
def test_an_alarm_looks_at_the_numbers_of_its_own_stack(name, printed):
    (directive,) = printed["_aws"]["CloudWatchMetrics"]
    ((dimension,),) = directive["Dimensions"]

    looked_at = ON_GAUGES[name]["Dimensions"]

    assert looked_at == [{"Name": dimension, "Value": {"Ref": "AWS::StackName"}}]
    assert printed[dimension] == "a-stack"


@pytest.mark.parametrize("name", ON_NUMBERS)
def test_one_is_enough(name):
    alarm = ON_NUMBERS[name]

    assert (alarm["ComparisonOperator"], alarm["Threshold"], alarm["EvaluationPeriods"]) == (
        "GreaterThanOrEqualToThreshold",
        1,
        1,
    )
    assert alarm["TreatMissingData"] == "ignore"


def test_a_watch_without_a_number_for_a_quarter_of_an_hour_does_not_look_fine(printed):
    alarm = properties("SilentWatchAlarm")

    silent = alarm["Period"] * alarm["EvaluationPeriods"]

    assert silent == 15 * 60
    assert alarm["MetricName"] in printed
    assert (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "SampleCount",
        "LessThanThreshold",
        1,
    )
    assert alarm["TreatMissingData"] == "breaching"


@pytest.mark.parametrize("name", DAILY)
def test_an_alarm_of_the_reconciliation_looks_at_a_number_that_it_publishes(name):
    alarm, cloudwatch = ALARMS[name], Mock()
    CloudWatchGauges(cloudwatch, "a-stack").show({"sent": 3}, missing=2, undecided=1, late=1)

    told = cloudwatch.put_metric_data.call_args.kwargs

    published = {each["MetricName"]: each["Dimensions"] for each in told["MetricData"]}
    assert alarm["Namespace"] == told["Namespace"]
    assert published[alarm["MetricName"]] == [{"Name": "Stack", "Value": "a-stack"}]
    assert alarm["Period"] == 24 * 60 * 60


@pytest.mark.parametrize("name", ["MissingReceiptsAlarm", "LateMonthAlarm"])
def test_one_of_a_day_is_enough_and_without_news_it_stays_so(name):
    alarm = ALARMS[name]

    assert (alarm["EvaluationPeriods"], alarm["Threshold"]) == (1, 1)
    assert alarm["TreatMissingData"] == "ignore"


def test_a_reconciliation_that_does_not_run_does_not_look_fine():
    alarm = ALARMS["UndecidedMonthsAlarm"]

    assert (alarm["EvaluationPeriods"], alarm["Threshold"]) == (2, 1)
    assert alarm["TreatMissingData"] == "breaching"


def test_the_topic_is_encrypted_and_alarms_may_use_the_key():
    allow = template.statements("Key")["AlarmsReachTheirTopic"]

    assert properties("AlarmTopic") == {"KmsMasterKeyId": {"Ref": "Key"}}
    assert allow["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allow["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]


def test_only_alarms_of_the_account_may_publish():
    policy = template.statements("AlarmTopicPolicy")
    allow = policy["AlarmsPublish"]

    condition = allow["Condition"]

    assert (allow["Principal"], allow["Action"]) == (
        {"Service": "cloudwatch.amazonaws.com"},
        "sns:Publish",
    )
    assert condition["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert arn(condition["ArnLike"]["aws:SourceArn"]).endswith("AWS::AccountId:alarm:*")
    assert policy["TlsOnly"]["Condition"] == TLS_ONLY


def test_a_mailbox_is_subscribed_where_one_is_named():
    subscription = TEMPLATE["Resources"]["AlarmSubscription"]

    assert TEMPLATE["Conditions"][subscription["Condition"]] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmAddress"}, ""]}]
    }
    assert subscription["Properties"] == {
        "TopicArn": {"Ref": "AlarmTopic"},
        "Protocol": "email",
        "Endpoint": {"Ref": "AlarmAddress"},
    }


def _words(name: str) -> str:
    words = ALARMS[name]["AlarmDescription"]
    return str(words["Fn::Sub"] if isinstance(words, dict) else words)


def test_every_alarm_that_a_page_names_is_there():
    pages = (ROOT / "docs" / "runbooks").glob("*.md")

    named = {name for page in pages for name in re.findall(r"\*(\w+Alarm)\*", page.read_text())}

    assert named
    assert named <= set(ALARMS)
