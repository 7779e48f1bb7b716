"""Which alarms of a stack ring."""

from receipts.aws.alarms import CloudWatchAlarms


def test_those_of_this_stack_that_ring_are_named_as_in_the_template(aws):
    client = aws("cloudwatch")
    for name in (
        "shop-PausedAlarm-1A2B",
        "shop-BrakedAlarm-3C4D",
        "shop-two-LateMonthAlarm-5E",
        "other-x",
    ):
        client.put_metric_alarm(
            AlarmName=name,
            Namespace="Receipts",
            MetricName="Paused",
            Statistic="Maximum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
        )
    for name in ("shop-PausedAlarm-1A2B", "shop-two-LateMonthAlarm-5E", "other-x"):
        client.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")

    found = CloudWatchAlarms(client, "shop").ringing()

    assert found == ["PausedAlarm"]
