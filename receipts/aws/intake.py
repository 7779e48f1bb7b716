"""The event source mapping between the receipt queue and the worker."""

from typing import TYPE_CHECKING

from receipts.aws.answers import translated

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

#: While it changes it cannot be changed again; the next look sees to it.
#: https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html
_SETTLED = {"Enabled": True, "Disabled": False}


class LambdaIntake:
    """Switches the mapping on and off, so that a pause burns no receives."""

    def __init__(self, client: "LambdaClient", mapping: str) -> None:
        self._lambda = client
        self._mapping = mapping

    def set(self, *, is_open: bool) -> bool:
        """Make it so; whether anything had to be changed."""
        with translated("look at the worker's event source mapping"):
            state = self._lambda.get_event_source_mapping(UUID=self._mapping)["State"]
        if _SETTLED.get(state, is_open) is is_open:
            return False
        with translated("switch the worker's event source mapping"):
            self._lambda.update_event_source_mapping(UUID=self._mapping, Enabled=is_open)
        return True
