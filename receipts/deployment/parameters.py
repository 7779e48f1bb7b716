"""What a template's parameters are told: what was given, else what they were told before."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from receipts.errors import ConfigError
from receipts.stacks import Declared, Value

_TRIAL, _PROD = "trial", "prod"


@dataclass(frozen=True, slots=True)
class Told:
    """What the parameters are told, and who is still to say something."""

    values: tuple[Value, ...]
    missing: tuple[Declared, ...]


def tell(
    declared: Iterable[Declared],
    *,
    code: Mapping[str, str],
    given: Mapping[str, str],
    before: Mapping[str, str] | None,
) -> Told:
    """Given beats code, code beats what was told before, and that beats the template's default.

    `before` is None for a stack that is new.
    """
    declared = tuple(declared)
    _refuse_unknown(given, {each.name for each in declared})
    told = {**code, **given}
    missing = [d for d in declared if d.default is None and d.name not in {*told, *(before or {})}]
    missing += _mailbox_of_a_trial(declared, told={**(before or {}), **given})
    return Told(tuple(_values(declared, told, before or {})), tuple(missing))


def _values(
    declared: Iterable[Declared], told: Mapping[str, str], before: Mapping[str, str]
) -> Iterator[Value]:
    for each in declared:
        if each.name in told:
            yield Value(name=each.name, value=told[each.name])
        elif each.name in before:
            yield Value(name=each.name, value=None)


def _mailbox_of_a_trial(
    declared: Iterable[Declared], *, told: Mapping[str, str]
) -> Iterator[Declared]:
    """It has a default, which a rule of the template refuses: better asked for than refused."""
    if told.get("Environment", _TRIAL) == _TRIAL and "RedirectAllMailTo" not in told:
        yield from (each for each in declared if each.name == "RedirectAllMailTo")


def _refuse_unknown(given: Iterable[str], known: set[str]) -> None:
    unknown = [f"{name}{_perhaps(name, known)}" for name in given if name not in known]
    if unknown:
        raise ConfigError(f"the template has no parameter {', no '.join(unknown)}")


def _perhaps(name: str, known: set[str]) -> str:
    (near, *_) = difflib.get_close_matches(name, sorted(known), n=1) or [""]
    return f" (did you mean {near}?)" if near else ""


def goes_from_trial_to_prod(before: Mapping[str, str] | None, given: Mapping[str, str]) -> bool:
    """Whether a trial would begin to mail customers: what it sent counts as sent."""
    was_trial = before is not None and before.get("Environment") == _TRIAL
    return was_trial and given.get("Environment") == _PROD
