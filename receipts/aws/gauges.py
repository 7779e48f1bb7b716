"""Metrics by way of the log: CloudWatch reads them there, so no permission is needed.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
"""

from collections.abc import Mapping

from receipts.model import RunNumbers, Standing

NAMESPACE = "Receipts"

#: A unit, as CloudWatch names it, and a value; by the metric's name.
Numbers = Mapping[str, tuple[str, float]]


class LoggedGauges:
    """How sending stands, as one line."""

    def __init__(self, stack: str) -> None:
        self._stack = stack

    def show(self, standing: Standing) -> None:
        """Publish it."""
        _log(numbers_of_standing(standing), self._stack)


class LoggedRunGauges:
    """How a file was judged, as one line."""

    def __init__(self, stack: str) -> None:
        self._stack = stack

    def show(self, run: RunNumbers) -> None:
        """Publish it."""
        _log(numbers_of_run(run), self._stack)


def numbers_of_standing(standing: Standing) -> Numbers:
    """What alarms look at every minute."""
    return {
        "Paused": ("Count", standing.paused),
        "Braked": ("Count", standing.braked),
        "OverdueDoubts": ("Count", standing.overdue_doubts),
    }


def numbers_of_run(run: RunNumbers) -> Numbers:
    """What alarms look at of each file. One that is rejected holds everybody: that is one alarm."""
    held = {} if run.is_rejected else {"HeldShare": ("None", run.held_share)}
    return {
        "RejectedRuns": ("Count", run.is_rejected),
        "ReceiptsBilled": ("Count", run.receipts),
        **held,
    }


def _log(numbers: Numbers, stack: str) -> None:
    """The stack's name is the only dimension: each value of one is a metric that AWS bills."""
    # Imported here: the other functions start without it.
    from aws_lambda_powertools.metrics import EphemeralMetrics  # noqa: PLC0415

    metrics = EphemeralMetrics(namespace=NAMESPACE)
    metrics.add_dimension(name="Stack", value=stack)
    for name, (unit, value) in numbers.items():
        metrics.add_metric(name=name, unit=unit, value=float(value))
    metrics.flush_metrics()
