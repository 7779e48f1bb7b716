"""Evidence cannot be destroyed, and every piece that sees to it is needed."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.unit.cloudformation.attempts import ATTEMPTS, Attempt
from tests.unit.cloudformation.evidence import LOCKS, Stack, lost_with_the_stack
from tests.unit.cloudformation.resolving import Template
from tests.unit.cloudformation.stack import ROLES
from tests.unit.cloudformation.template import TEMPLATE

PLAIN: Template = json.loads(json.dumps(TEMPLATE))
EVIDENCE = (
    *("Key", "LandingBucket", "LandingBucketPolicy"),
    *("AuditBucket", "AuditBucketPolicy", "LedgerTable"),
)
#: With whom the stack is deployed: a lock, and whether a retention administrator is named.
DEPLOYMENTS = [*((lock, True) for lock in LOCKS), ("GOVERNANCE", False)]
Path = tuple[str | int, ...]

_VERSIONING: Path = ("AuditBucket", "Properties", "VersioningConfiguration")
_RECOVERY: Path = ("LedgerTable", "Properties", "PointInTimeRecoverySpecification")
#: Pieces that change no row of the table, and why they are there.
NEEDLESS = {
    _VERSIONING: "Object Lock switches versioning on; it is said for whoever reads the template",
    _RECOVERY: "brings rows back, and keeps nobody from deleting them",
}


def surprises(template: Template, attempts: list[Attempt]) -> Iterator[str]:
    """Every row that does not come out as the table says."""
    yield from lost_with_the_stack(template, EVIDENCE)
    for lock, names_somebody in DEPLOYMENTS:
        stack = Stack(template, lock=lock, names_somebody=names_somebody)
        for attempt in attempts:
            found = {who for who in stack.callers if stack.succeeds(who, attempt.call)}
            if found != attempt.succeeds(lock=lock, names_somebody=names_somebody):
                yield f"{attempt.what} under {lock}: {sorted(found)}"


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.what)
def test_only_these_succeed(attempt):
    assert list(surprises(PLAIN, [attempt])) == []


@pytest.mark.parametrize(
    ("lock", "what", "done"),
    [
        ("GOVERNANCE", "erase", False),
        ("GOVERNANCE", "erase, bypassing the lock", True),
        ("COMPLIANCE", "erase", False),
        ("COMPLIANCE", "erase, bypassing the lock", False),
        ("OFF", "erase", True),
    ],
)
def test_an_admin_who_takes_the_policy_off_still_meets_the_lock(lock, what, done):
    (attempt,) = [each for each in ATTEMPTS if each.what == what]

    stack = Stack(without(("AuditBucketPolicy",)), lock=lock)

    assert stack.succeeds("admin", attempt.call) is done


def _pieces() -> Iterator[Path]:
    yield from _of_policy("AuditBucketPolicy", "PolicyDocument")
    yield from _of_policy("LandingBucketPolicy", "PolicyDocument")
    yield from _of_policy("Key", "KeyPolicy")
    yield from _of_policy("LedgerTable", "ResourcePolicy", "PolicyDocument")
    for role in ROLES:
        where = ("Policies", 0, "PolicyDocument")
        yield from (p for p in _of_policy(role, *where) if "Condition" in p and _is_of_key(p))
    bucket = PLAIN["Resources"]["AuditBucket"]["Properties"]
    yield from NEEDLESS
    yield ("AuditBucket", "Properties", "ObjectLockEnabled")
    lock = ("AuditBucket", "Properties", "ObjectLockConfiguration")
    yield from _within(lock, bucket["ObjectLockConfiguration"])
    yield ("LedgerTable", "Properties", "DeletionProtectionEnabled")
    for name in EVIDENCE:
        yield (name, "DeletionPolicy")
        yield (name, "UpdateReplacePolicy")


def _of_policy(name: str, *where: str | int) -> Iterator[Path]:
    document = ("Properties", *where, "Statement")
    for number, statement in enumerate(_at(PLAIN, (name, *document))):
        path = (name, *document, number)
        yield path
        for element in statement.keys() & {"Action", "NotAction", "Resource", "Principal"}:
            within = _within((*path, element), statement[element])
            yield from (each for each in within if isinstance(each[-1], int))
        if "Condition" in statement:
            yield from _within((*path, "Condition"), statement["Condition"])


def _within(path: Path, value: Any) -> Iterator[Path]:
    """The value itself, and every part of it that could be left out."""
    yield path
    if isinstance(value, dict) and not any(name in value for name in ("Ref", "Fn::Sub")):
        if "Fn::If" in value:
            yield from list(_within((*path, "Fn::If", 1), value["Fn::If"][1]))[1:]
        elif "Fn::GetAtt" not in value:
            for name, part in value.items():
                yield from _within((*path, name), part)
    elif isinstance(value, list) and len(value) > 1:
        for number, part in enumerate(value):
            yield from _within((*path, number), part)


def _is_of_key(path: Path) -> bool:
    return bool(_at(PLAIN, path[: path.index("Condition")])["Sid"] == "UseTheKey")


def _at(template: Template, path: Path) -> Any:
    found: Any = template["Resources"]
    for step in path:
        found = found[step]
    return found


def without(path: Path) -> Template:
    """The template as somebody might leave it who takes a piece out."""
    mutant = deepcopy(PLAIN)
    del _at(mutant, path[:-1])[path[-1]]
    return mutant


def _concerned(path: Path) -> list[Attempt]:
    """Of a resource and of its policy; a role's are all."""
    name = str(path[0]).removesuffix("Policy")
    return ATTEMPTS if name in ROLES else [a for a in ATTEMPTS if a.call.on == name]


def _spoken(path: Path) -> str:
    """A piece's path, with the Sid of its statement."""
    after = path.index("Statement") + 2 if "Statement" in path else 0
    sid = (_at(PLAIN, path[:after])["Sid"],) if after else ()
    return ".".join(map(str, (path[0], *sid, *path[after or 1 :])))


@pytest.mark.parametrize("path", list(_pieces()), ids=_spoken)
def test_every_piece_that_protects_evidence_is_needed(path):
    surprise = next(surprises(without(path), _concerned(path)), None)

    assert (surprise is None) == (path in NEEDLESS)
