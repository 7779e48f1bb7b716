"""The edge of a function or a job: what goes wrong is told once, without the values it met.

Libraries quote what they cannot read, and Lambda and Glue log the words of whatever is raised.
"""

import functools
import logging
import traceback
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

from receipts.errors import ReceiptsError, UnexpectedError

_log = logging.getLogger(__name__)
_Told = ParamSpec("_Told")
_Answer = TypeVar("_Answer")


def guarded(entry: Callable[_Told, _Answer]) -> Callable[_Told, _Answer]:
    """The same; what it raises has our own words or none, and its causes are in the log."""

    @functools.wraps(entry)
    def run(*args: _Told.args, **kwargs: _Told.kwargs) -> _Answer:
        try:
            return entry(*args, **kwargs)
        except ReceiptsError as error:
            _log.error("failed", exc_info=error)
            raise error from None
        except Exception as error:  # noqa: BLE001 - the edge: raised again without its words
            _log.error("failed", exc_info=error)
            raise UnexpectedError(type(error).__name__) from None

    return run


def without_values(error: BaseException) -> str:
    """An error and its causes: kinds and places, and words where they are ours."""
    return "\ncaused by ".join("\n".join(_lines(each)) for each in _with_causes(error))


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _lines(error: BaseException) -> Iterator[str]:
    words = f": {error}" if isinstance(error, ReceiptsError) else ""
    yield f"{type(error).__name__}{words}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
