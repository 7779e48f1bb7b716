"""A stack as a command line describes it: for looking at what one would do, without one."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal

from receipts.config import Rulebook, Stack
from receipts.errors import ConfigError

#: What no rulebook has and a mail needs.
_MADE_UP = {
    "FromAddress": "billing@example.com",
    "ReplyToAddress": "",
    "RedirectAllMailTo": "",
}


def pretended(rulebook: Rulebook) -> Stack:
    """A stack with these rules that mails its customers."""
    told = {_parameter_name(name): _text(value) for name, value in asdict(rulebook).items()}
    return Stack({}, {**_MADE_UP, **told})


def retold(stack: Stack, parameters: Iterable[tuple[str, str]]) -> Stack:
    """The same with other parameters; ConfigError for one that it does not have."""
    told = dict(parameters)
    unknown = sorted(told.keys() - stack.parameters.keys())
    if unknown:
        known = ", ".join(sorted(stack.parameters))
        raise ConfigError(f"no such parameter: {', '.join(unknown)}; there are {known}")
    return Stack(stack.outputs, {**stack.parameters, **told})


def _parameter_name(field: str) -> str:
    """`default_currency` is DefaultCurrency."""
    return "".join(word.capitalize() for word in field.split("_"))


def _text(value: Decimal | bool | int | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
