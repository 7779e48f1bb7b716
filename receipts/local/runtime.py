"""Runs inside a function's child process: one JSON line in, one handler call, one JSON line out."""

import importlib
import json
import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a handler may ask about its invocation."""

    aws_request_id: str
    function_name: str
    invoked_function_arn: str
    #: On the clock of time.monotonic.
    deadline: float

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the process is killed."""
        return max(0, int((self.deadline - time.monotonic()) * 1000))


class _Request(logging.Filter):
    """Adds the request's id to whatever is logged, as Lambda's own filter does."""

    aws_request_id = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Everything passes."""
        record.aws_request_id = self.aws_request_id
        return True


_REQUEST = _Request()


def main(handler_name: str) -> None:
    """Serve invocations until standard input ends, which it does when the parent dies."""
    requests, answers = _claim_pipes()
    to_stderr = logging.StreamHandler()
    to_stderr.addFilter(_REQUEST)
    logging.basicConfig(level=logging.INFO, handlers=[to_stderr])
    handler = _load(handler_name)
    _say(answers, {"ready": True})
    for line in requests:
        _say(answers, _answer(handler, json.loads(line)))


def _claim_pipes() -> tuple[TextIO, TextIO]:
    # The protocol keeps the original pipes; what a handler prints goes to the log.
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with open(os.devnull, encoding="utf-8") as nothing:  # noqa: PTH123 - a descriptor is wanted
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return requests, answers


def _load(name: str) -> Callable[[Any, Context], Any]:
    module, _, function = name.rpartition(".")
    handler: Callable[[Any, Context], Any] = getattr(
        importlib.import_module(module.replace("/", ".")), function
    )
    return handler


def _answer(handler: Callable[[Any, Context], Any], request: dict[str, Any]) -> dict[str, Any]:
    context = Context(
        aws_request_id=request["request_id"],
        function_name=request["function_name"],
        invoked_function_arn=request["function_arn"],
        deadline=time.monotonic() + request["seconds"],
    )
    _REQUEST.aws_request_id = context.aws_request_id
    try:
        # A response that is no JSON fails the invocation as well, so it is written in here.
        return {"response": json.dumps(handler(request["event"], context))}
    except Exception as error:
        log.exception("request %s failed", context.aws_request_id)
        return {"error": f"{type(error).__name__}: {error}"}


def _say(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
