"""Which partitions Athena would read for a query, by what stands in its text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

_COMPARED: dict[type[exp.Expr], Callable[[str, str], bool]] = {
    exp.EQ: lambda value, literal: value == literal,
    exp.GT: lambda value, literal: value > literal,
    exp.GTE: lambda value, literal: value >= literal,
    exp.LT: lambda value, literal: value < literal,
    exp.LTE: lambda value, literal: value <= literal,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """What a partition column's value must be for one mention of a table."""

    column: str
    holds: Callable[[str], bool]
    #: Whether it names values, as an injected column wants.
    is_static: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A table in a FROM, with what its SELECT says of its partitions."""

    table: str
    conditions: tuple[Condition, ...]

    def reads(self, partition: dict[str, str]) -> bool:
        """Whether a partition is needed for it."""
        return all(c.holds(partition[c.column]) for c in self.conditions if c.column in partition)


def mentions(query: exp.Query) -> Iterator[Mention]:
    """Every mention of a stored table, subqueries included."""
    for scope in traverse_scope(query):
        for alias, (_, source) in scope.selected_sources.items():
            if isinstance(source, exp.Table):
                yield Mention(source.name, tuple(_conditions(scope, alias)))


def _conditions(scope: Scope, alias: str) -> Iterator[Condition]:
    where: Any = scope.expression.args.get("where")
    conjuncts = where.this.flatten() if where and isinstance(where.this, exp.And) else [where]
    for each in conjuncts:
        conjunct = each.this if isinstance(each, exp.Where) else each
        if conjunct is not None and _is_about(conjunct, scope, alias):
            yield from _condition(conjunct)


def _is_about(conjunct: exp.Expr, scope: Scope, alias: str) -> bool:
    column = conjunct.this
    if not isinstance(column, exp.Column):
        return False
    return column.table == alias or (not column.table and len(scope.selected_sources) == 1)


def _condition(conjunct: exp.Expr) -> Iterator[Condition]:
    name = conjunct.this.name
    if isinstance(conjunct, exp.Between):
        low, high = _texts(conjunct.args["low"], conjunct.args["high"])
        if low is not None and high is not None:
            yield Condition(name, lambda value: low <= value <= high, is_static=False)
    elif isinstance(conjunct, exp.In):
        values = _texts(*conjunct.expressions)
        if values and None not in values:
            yield Condition(name, lambda value: value in values, is_static=True)
    elif compared := _COMPARED.get(type(conjunct)):
        (literal,) = _texts(conjunct.expression)
        if literal is not None:
            is_static = isinstance(conjunct, exp.EQ)
            yield Condition(name, lambda value: compared(value, literal), is_static)


def _texts(*values: exp.Expression) -> list[str | None]:
    return [v.name if isinstance(v, exp.Literal) and v.is_string else None for v in values]
