"""What functions and jobs log: JSON, one object a line, by Powertools."""

import logging
from typing import TYPE_CHECKING, Any, TextIO

from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from receipts.guard import without_values

if TYPE_CHECKING:
    from types import TracebackType


class _Lines(LambdaPowertoolsFormatter):
    """With a record's extras. Errors without the values that libraries quote in their words."""

    def formatException(  # noqa: N802 - the name that logging calls
        self, ei: "tuple[Any, BaseException | None, TracebackType | None] | tuple[None, None, None]"
    ) -> str:
        """Their kinds and places."""
        return without_values(ei[1]) if ei[1] else ""


def lines_of(service: str) -> logging.Formatter:
    """A level and an RFC 3339 timestamp are what Lambda filters by.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    No location: a message says where it is from, and AWS bills each byte.
    """
    lines = _Lines(use_rfc3339=True, utc=True, serialize_stacktrace=False)
    lines.append_keys(service=service)
    lines.remove_keys(["location"])
    return lines


def log_as_json(service: str, to: TextIO) -> None:
    """Everything that is logged from now on."""
    root = logging.getLogger()
    to_output = logging.StreamHandler(to)
    to_output.setFormatter(lines_of(service))
    # Lambda's own handler knows the request's id by its filter.
    for kept in [each for handler in root.handlers for each in handler.filters]:
        to_output.addFilter(kept)
    # Of libraries only what they warn of.
    logging.basicConfig(level=logging.WARNING, handlers=[to_output], force=True)
    logging.getLogger("receipts").setLevel(logging.INFO)
