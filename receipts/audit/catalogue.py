"""The queries that have names: what each answers, what it is told, its text in Athena's SQL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from receipts.errors import ConfigError

_SUFFIX, _COMMENT, _PARAMETERS = ".sql", "-- ", "-- Parameters: "

#: What each parameter must look like. Nothing else is ever put into a query's text.
#: Athena's own parameters are not used: an injected partition wants a value that stands there.
#: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-dynamic-id-partitioning.html
_FORMS = {
    "period": re.compile("20[0-9]{2}-(0[1-9]|1[0-2])"),
    "since": re.compile("20[0-9]{2}-(0[1-9]|1[0-2])"),
    "customer_key": re.compile("[0-9a-f]{32}"),
    "run": re.compile("[0-9a-f]{32}"),
    "above": re.compile(r"-?[0-9]{1,26}(\.[0-9]{1,12})?"),
}


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question that is asked often."""

    name: str
    #: With its comments, and a `?` for each parameter.
    text: str

    @property
    def answers(self) -> str:
        """The question in a line."""
        return self.text.partition("\n")[0].removeprefix(_COMMENT)

    @property
    def parameters(self) -> tuple[str, ...]:
        """What each `?` stands for, in order."""
        (line,) = (each for each in self.text.splitlines() if each.startswith(_PARAMETERS))
        return tuple(line.removeprefix(_PARAMETERS).split(", "))

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with every parameter in its place; ConfigError for one that has no value."""
        first, *rest = self.text.split("?")
        literals = [_literal(name, values) for name in self.parameters]
        pairs = zip(literals, rest, strict=True)
        return first + "".join(literal + text for literal, text in pairs)


def _literal(name: str, values: Mapping[str, str]) -> str:
    value = values.get(name, "")
    if not _FORMS[name].fullmatch(value):
        raise ConfigError(f"{name} is missing or not of its form: {value!r}")
    return f"'{value}'"


@cache
def named_queries() -> dict[str, NamedQuery]:
    """All of them, by name."""
    folder = files("receipts.audit") / "queries"
    found: list[Any] = sorted(folder.iterdir(), key=lambda each: each.name)
    queries = (
        NamedQuery(file.name.removesuffix(_SUFFIX), file.read_text(encoding="utf-8"))
        for file in found
        if file.name.endswith(_SUFFIX)
    )
    return {query.name: query for query in queries}
