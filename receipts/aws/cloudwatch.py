"""Metrics by CloudWatch's own call: how Glue cuts a job's log into events is not documented."""

from collections.abc import Mapping
from typing import Any

from receipts.aws.answers import translated
from receipts.aws.gauges import NAMESPACE, numbers_of_run
from receipts.model import RunNumbers


class _Published:
    """With the stack's name, and the class where there are several, as the only dimensions."""

    def __init__(self, client: Any, stack: str) -> None:
        self._cloudwatch = client
        self._stack = stack

    def _publish(self, *numbers: dict[str, Any]) -> None:
        with translated("publish a job's numbers"):
            self._cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=list(numbers))

    def _number(
        self, name: str, value: float, unit: str = "Count", **dimensions: str
    ) -> dict[str, Any]:
        named = {"Stack": self._stack, **dimensions}
        return {
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": str(each)} for key, each in named.items()],
            "Value": value,
            "Unit": unit,
        }


class CloudWatchGauges(_Published):
    """The reconciliation's numbers."""

    def show(self, counts: Mapping[str, int], *, missing: int, undecided: int, late: int) -> None:
        """Each class is a metric of its own, which AWS bills by the month."""
        self._publish(
            self._number("MissingReceipts", missing),
            self._number("UndecidedMonths", undecided),
            self._number("LateMonths", late),
            *(self._number("Receipts", count, Fate=fate) for fate, count in counts.items()),
        )


class CloudWatchRunGauges(_Published):
    """The numbers of a file that a job judged: the same that the parser logs."""

    def show(self, run: RunNumbers) -> None:
        """Publish them."""
        told = numbers_of_run(run)
        self._publish(*(self._number(name, value, unit) for name, (unit, value) in told.items()))
