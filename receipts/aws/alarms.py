"""The alarms of a stack."""

from typing import Any

from receipts.aws.answers import translated


class CloudWatchAlarms:
    """By the names that CloudFormation gives them: stack, logical name, something random."""

    def __init__(self, client: Any, stack: str) -> None:
        self._cloudwatch = client
        self._stack = stack

    def ringing(self) -> list[str]:
        """Those in ALARM, by their names in the template."""
        pages = self._cloudwatch.get_paginator("describe_alarms")
        prefix = f"{self._stack}-"
        with translated("look at the alarms"):
            found = [
                each
                for page in pages.paginate(AlarmNamePrefix=prefix)
                for each in page["MetricAlarms"]
            ]
        names = [each["AlarmName"] for each in found if each["StateValue"] == "ALARM"]
        # Another stack's name may begin with this one's.
        told = (name.removeprefix(prefix).split("-") for name in names)
        return sorted(words[0] for words in told if words[0].endswith("Alarm"))
