"""Who gets no receipt, and why."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from receipts.model import Problem, RunStatus, Severity
from receipts.parsing.run import Run

_MOST_REASONS = 5
_LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A customer whose lines are held back."""

    #: Empty for the lines without a usable customer id, which are held as one.
    customer_id: str
    #: As the file has them; empty where it has none.
    customer_name: str
    address: str
    line_count: int
    reasons: tuple[str, ...]


def held_of(run: Run) -> Iterator[Held]:
    """In the order of their first lines."""
    errors = _errors_by_customer(run.problems)
    rejected = run.status is RunStatus.REJECTED
    for customer, name, address, count in _customers(run).iter_rows():
        yield Held(
            customer_id=customer or "",
            customer_name=(customer and name) or "",
            address=(customer and address) or "",
            line_count=count,
            reasons=_reasons(errors.get(customer, ()), rejected=rejected),
        )


def _customers(run: Run) -> pl.DataFrame:
    raw = run.raw.rows
    names = [
        pl.col(name) if name in raw.columns else pl.lit("").alias(name)
        for name in ("customer_name", "email")
    ]
    held = run.held.select("customer", "line").sort("line")
    rows = held.join(raw.select("line", *names), on="line", how="left", maintain_order="left")
    return rows.group_by("customer", maintain_order=True).agg(
        pl.col("customer_name", "email").first(), pl.len()
    )


def _errors_by_customer(problems: Sequence[Problem]) -> Mapping[str | None, Sequence[Problem]]:
    found: dict[str | None, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.severity is Severity.ERROR and problem.line is not None:
            found[problem.customer_id].append(problem)
    return found


def _reasons(errors: Sequence[Problem], *, rejected: bool) -> tuple[str, ...]:
    words = [f"{_where(error)}: {error.message}" for error in errors[:_MOST_REASONS]]
    if len(errors) > _MOST_REASONS:
        words.append(f"and {len(errors) - _MOST_REASONS:,} more")
    if rejected:
        words.append("Nothing of this month is sent, because the file is rejected.")
    return tuple(words)


def _where(problem: Problem) -> str:
    column = f", {problem.column}" if problem.column else ""
    value = f" “{problem.value[:_LONGEST_VALUE]}”" if problem.value else ""
    return f"line {problem.line}{column}{value}"
