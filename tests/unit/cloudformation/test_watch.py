"""What looks every minute."""

from tests.unit.cloudformation.template import arn, properties


def test_the_watch_looks_every_minute():
    rule = properties("WatchRule")

    (target,) = rule["Targets"]

    assert (rule["State"], rule["ScheduleExpression"]) == ("ENABLED", "rate(1 minute)")
    assert arn(target["Arn"]) == "WatchFunction.Arn"


def test_no_minute_is_made_up_for_later():
    (target,) = properties("WatchRule")["Targets"]

    assert target["RetryPolicy"] == {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}
    assert "DeadLetterConfig" not in target


def test_a_look_is_over_before_the_next():
    assert properties("WatchFunction")["Timeout"] < 60


def test_only_its_rule_may_wake_the_watch():
    permission = properties("WatchPermission")

    source = permission.pop("SourceArn")

    assert arn(source) == "WatchRule.Arn"
    assert permission == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Ref": "WatchFunction"},
        "Principal": "events.amazonaws.com",
    }
