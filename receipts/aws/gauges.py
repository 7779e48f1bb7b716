"""Metrics by way of the log: CloudWatch reads them there, so no permission is needed.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
"""

from receipts.model import Standing


class LoggedGauges:
    """One line of CloudWatch's embedded metric format."""

    def __init__(self, stack: str) -> None:
        self._stack = stack

    def show(self, standing: Standing) -> None:
        """Publish them, with the stack's name as their only dimension."""
        # Imported here: only the watch has metrics, and the other functions start without it.
        from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit  # noqa: PLC0415

        metrics = EphemeralMetrics(namespace="Receipts")
        metrics.add_dimension(name="Stack", value=self._stack)
        for name, number in {
            "Paused": standing.paused,
            "Braked": standing.braked,
            "OverdueDoubts": standing.overdue_doubts,
        }.items():
            metrics.add_metric(name=name, unit=MetricUnit.Count, value=int(number))
        metrics.flush_metrics()
