"""What is wrong with a file, for its owner's own terminal: values and ids are shown."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from receipts.model import Problem

_SHOWN = 5
_WIDEST = 100


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Each in full, in the order they have."""
    return [{name: getattr(problem, name) for name in _FIELDS} for problem in problems]


_FIELDS = ("code", "severity", "line", "column", "value", "customer_id", "message")


def summary(problems: Iterable[Problem], *, told: Iterable[str] = ()) -> Iterator[str]:
    """By code: how many, how to mend them, and where the first are.

    `told` are messages that were said already.
    """
    known = frozenset(told)
    new = [problem for problem in problems if problem.message not in known]
    # Sorting is stable: within a code they keep their order.
    for _, group in groupby(sorted(new, key=_code), key=_code):
        found = list(group)
        yield f"{found[0].code} ({len(found):,}): {found[0].message}"
        yield from (f"  {_where(problem)}" for problem in found[:_SHOWN])
        if len(found) > _SHOWN:
            yield f"  and {len(found) - _SHOWN:,} more"


def _code(problem: Problem) -> tuple[str, str]:
    return problem.severity, problem.code


def _where(problem: Problem) -> str:
    column = f", {problem.column}" if problem.column else ""
    value = f": {_short(problem.value)}" if problem.value is not None else ""
    return f"line {problem.line}{column}{value}"


def _short(value: str) -> str:
    return value if len(value) <= _WIDEST else f"{value[:_WIDEST]}…"
