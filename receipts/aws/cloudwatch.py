"""Metrics by CloudWatch's own call: how Glue cuts a job's log into events is not documented."""

from collections.abc import Mapping
from typing import Any

from receipts.aws.answers import translated

_NAMESPACE = "Receipts"


class CloudWatchGauges:
    """With the stack's name, and the class where there are several, as the only dimensions."""

    def __init__(self, client: Any, stack: str) -> None:
        self._cloudwatch = client
        self._stack = stack

    def show(self, counts: Mapping[str, int], *, missing: int, undecided: int) -> None:
        """Each class is a metric of its own, which AWS bills by the month."""
        numbers = [
            self._number("MissingReceipts", missing),
            self._number("UndecidedMonths", undecided),
            *(self._number("Receipts", count, Fate=fate) for fate, count in counts.items()),
        ]
        with translated("publish the reconciliation's numbers"):
            self._cloudwatch.put_metric_data(Namespace=_NAMESPACE, MetricData=numbers)

    def _number(self, name: str, value: int, **dimensions: str) -> dict[str, Any]:
        named = {"Stack": self._stack, **dimensions}
        return {
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": str(each)} for key, each in named.items()],
            "Value": value,
            "Unit": "Count",
        }
