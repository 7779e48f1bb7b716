"""Alarms of templates, which moto.cloudformation ignores. Nothing here ever rings them."""

from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from receipts.local.moto_new_type import Resource


def put_alarm(resource: Resource) -> str:
    """AWS::CloudWatch::Alarm, so that `aws cloudwatch describe-alarms` shows it; without math."""
    told = resource.properties
    cloudwatch: Any = cloudwatch_backends[resource.account_id][resource.region]
    cloudwatch.put_metric_alarm(
        name=resource.name,
        namespace=told.get("Namespace"),
        metric_name=told.get("MetricName"),
        comparison_operator=told["ComparisonOperator"],
        evaluation_periods=int(told["EvaluationPeriods"]),
        period=told.get("Period"),
        threshold=float(told.get("Threshold", 0)),
        statistic=told.get("Statistic"),
        description=told.get("AlarmDescription"),
        dimensions=told.get("Dimensions", []),
        alarm_actions=told.get("AlarmActions", []),
        treat_missing_data=told.get("TreatMissingData"),
    )
    return resource.name
