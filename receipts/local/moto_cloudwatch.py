"""Alarms and dashboards of templates, which moto.cloudformation ignores. Nothing rings here."""

from typing import Any

from moto.cloudwatch.models import (
    Dimension,
    Metric,
    MetricDataQuery,
    MetricStat,
    cloudwatch_backends,
)

from receipts.local.moto_new_type import Resource


def put_alarm(resource: Resource) -> str:
    """AWS::CloudWatch::Alarm, so that `aws cloudwatch describe-alarms` shows it."""
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
        ok_actions=told.get("OKActions", []),
        treat_missing_data=told.get("TreatMissingData"),
        metric_data_queries=[_query(each) for each in told.get("Metrics", [])] or None,
    )
    return resource.name


def put_dashboard(resource: Resource) -> str:
    """AWS::CloudWatch::Dashboard, so that `aws cloudwatch get-dashboard` has it."""
    cloudwatch: Any = cloudwatch_backends[resource.account_id][resource.region]
    # moto has a model of dashboards, which knows no name, and asks it first.
    name = str(resource.properties.get("DashboardName", resource.name))
    cloudwatch.put_dashboard(name, resource.properties["DashboardBody"])
    return name


def _query(told: dict[str, Any]) -> MetricDataQuery:
    """One line of an alarm's math."""
    given: Any = told.get  # moto's types say that nothing may be missing, and its code that it may
    return MetricDataQuery(
        query_id=told["Id"],
        label=given("Label"),
        period=given("Period"),
        return_data=given("ReturnData", True),
        expression=given("Expression"),
        metric_stat=_stat(told["MetricStat"]) if "MetricStat" in told else None,
    )


def _stat(told: dict[str, Any]) -> MetricStat:
    metric = told["Metric"]
    named = Metric(
        metric["MetricName"],
        metric["Namespace"],
        [Dimension(each["Name"], each["Value"]) for each in metric.get("Dimensions", [])],
    )
    return MetricStat(metric=named, period=told["Period"], stat=told["Stat"], unit="")
