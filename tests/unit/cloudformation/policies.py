"""Whether IAM allows a request: policies as AWS documents them, and nothing guessed.

What is not known here raises, so that no policy is half understood. Service control policies,
boundaries, sessions and KMS grants can only take away or come from outside the template.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.unit.cloudformation.template import listed

Statement = Mapping[str, Any]

_ELEMENTS = {"Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "Condition"}


class UnknownPolicyError(Exception):
    """A policy says something that is not known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: a role, a user or root by its ARN, or a service by its name."""

    arn: str
    #: Empty for a service, which belongs to none.
    account: str = ""
    #: Statements of the policies attached to it.
    attached: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One action on one resource, with the condition keys that AWS would give."""

    action: str
    resource: str
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """The policy of the resource that is asked for, and whose it is."""

    account: str
    statements: tuple[Statement, ...] = ()
    #: IAM alone opens no KMS key: its policy has to hand the decision to the account.
    is_key: bool = False


def is_allowed(caller: Caller, request: Request, guarded: Guarded) -> bool:
    """An explicit deny wins; else somebody who may say so has to allow it."""
    keys = {name.lower(): value for name, value in request.keys.items()}
    if caller.account:
        keys["aws:principalarn"] = caller.arn
    attached = [s for s in caller.attached if _concerns(s, request, keys)]
    here = [s for s in guarded.statements if _concerns(s, request, keys)]
    named = [s for s in here if _names(s["Principal"], caller)]
    handed = [s for s in here if _names(s["Principal"], _root_of(caller))]
    if any(s["Effect"] == "Deny" for s in (*attached, *named)):
        return False
    by_identity = any(s["Effect"] == "Allow" for s in attached)
    by_name = any(s["Effect"] == "Allow" for s in named)
    by_account = by_identity and any(s["Effect"] == "Allow" for s in handed)
    if not caller.account:
        return by_name
    if caller.account != guarded.account:
        return by_identity and (by_name or by_account)
    return by_name or by_account or (by_identity and not guarded.is_key)


def _root_of(caller: Caller) -> Caller:
    return Caller(arn=f"arn:aws:iam::{caller.account}:root", account=caller.account)


def _names(principal: Any, caller: Caller) -> bool:
    if principal == "*":
        return True
    ((kind, names),) = principal.items()
    if kind not in ("AWS", "Service"):
        raise UnknownPolicyError(kind)
    is_service = not caller.account
    return (kind == "Service") == is_service and bool({"*", caller.arn} & set(listed(names)))


def _concerns(statement: Statement, request: Request, keys: Mapping[str, str]) -> bool:
    _understand(statement)
    return (
        _has_action(statement, request.action)
        and any(_like(request.resource, wanted) for wanted in listed(statement["Resource"]))
        and holds(statement.get("Condition", {}), keys)
    )


def _understand(statement: Statement) -> None:
    operators = {name.removesuffix("IfExists") for name in statement.get("Condition", {})}
    unknown = statement.keys() - _ELEMENTS | operators - _OPERATORS.keys() - {"Null"}
    if unknown or statement["Effect"] not in ("Allow", "Deny"):
        raise UnknownPolicyError(statement)


def _has_action(statement: Statement, action: str) -> bool:
    is_positive = "Action" in statement
    named = listed(statement["Action" if is_positive else "NotAction"])
    return is_positive == any(_like(action.lower(), name.lower()) for name in named)


def holds(conditions: Mapping[str, Mapping[str, Any]], keys: Mapping[str, str]) -> bool:
    """Whether all of a statement's conditions hold; `keys` are in lower case.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    return all(
        _one_holds(operator, keys.get(name.lower()), [_text(value) for value in listed(wanted)])
        for operator, wanted_by_key in conditions.items()
        for name, wanted in wanted_by_key.items()
    )


def _one_holds(operator: str, actual: str | None, wanted: list[str]) -> bool:
    if operator == "Null":
        return _text(actual is None) in wanted
    name = operator.removesuffix("IfExists")
    matches, is_positive = _OPERATORS[name]
    if actual is None:
        return operator != name or not is_positive
    return is_positive == any(matches(actual, each) for each in wanted)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _equal(actual: str, wanted: str) -> bool:
    if "${" in wanted:
        raise UnknownPolicyError(wanted)
    return actual == wanted


def _same_truth(actual: str, wanted: str) -> bool:
    return actual.lower() == wanted.lower()


def _like(actual: str, wanted: str) -> bool:
    if "${" in wanted:
        raise UnknownPolicyError(wanted)
    return _pattern(wanted).fullmatch(actual) is not None


def _arn_like(actual: str, wanted: str) -> bool:
    """Each of the six parts by itself: a wildcard does not reach over a colon."""
    parts = list(zip(actual.split(":", 5), wanted.split(":", 5), strict=False))
    return len(parts) == 6 and all(_like(*part) for part in parts)


@cache
def _pattern(wanted: str) -> re.Pattern[str]:
    quoted = re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(quoted, re.DOTALL)


_Matches = Callable[[str, str], bool]
#: By operator: what matches, and whether it has to.
_OPERATORS: dict[str, tuple[_Matches, bool]] = {
    "Bool": (_same_truth, True),
    "StringEquals": (_equal, True),
    "StringNotEquals": (_equal, False),
    "StringLike": (_like, True),
    "StringNotLike": (_like, False),
    "ArnEquals": (_arn_like, True),
    "ArnLike": (_arn_like, True),
    "ArnNotEquals": (_arn_like, False),
    "ArnNotLike": (_arn_like, False),
}


def administrator(arn: str, account: str) -> Caller:
    """Somebody with AdministratorAccess; root needs nothing attached to be one."""
    return Caller(arn=arn, account=account, attached=everything())


def everything() -> tuple[Statement, ...]:
    """AdministratorAccess."""
    return ({"Effect": "Allow", "Action": "*", "Resource": "*"},)
