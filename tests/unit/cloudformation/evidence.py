"""Who tries what with the evidence, and what becomes of it.

IAM decides first; then the services keep what Object Lock, versioning and deletion protection
promise, whoever asks:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from typing import Any

from tests.unit.cloudformation.policies import (
    Caller,
    Guarded,
    Request,
    Statement,
    administrator,
    everything,
    is_allowed,
)
from tests.unit.cloudformation.resolving import ACCOUNT, PSEUDO, Deployed, Template
from tests.unit.cloudformation.stack import ROLES

RETENTION_ADMIN = f"arn:aws:iam::{ACCOUNT}:role/retention"
LOCKS = ("OFF", "GOVERNANCE", "COMPLIANCE")
_ELSEWHERE = "444455556666"


class Kept(Enum):
    """What a service keeps, whatever IAM says."""

    NOTHING = auto()
    #: A version under a lock.
    LOCKED = auto()
    #: A version under a lock that a header may bypass.
    LOCKED_FAST = auto()
    #: A bucket's versioning.
    VERSIONS = auto()
    #: A protected table.
    TABLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What somebody tries. Every action has to be allowed."""

    #: The resource's name in the template.
    on: str
    actions: tuple[str, ...]
    #: Within a bucket or table.
    path: str = ""
    #: Condition keys that the request brings along.
    keys: Mapping[str, str] = field(default_factory=dict)
    kept: Kept = Kept.NOTHING
    is_over_tls: bool = True


class Stack:
    """A deployed template, asked whether a call would succeed."""

    def __init__(
        self, template: Template, *, lock: str, names_somebody: bool = True, **parameters: str
    ) -> None:
        named = RETENTION_ADMIN if names_somebody else ""
        told = {"Environment": "trial", "ObjectLockMode": lock, "RetentionAdminArn": named}
        told |= parameters
        self.deployed = Deployed(template, told)
        self._guards: dict[str, tuple[Statement, ...]] = {}

    @cached_property
    def callers(self) -> dict[str, Caller]:
        """Everybody who may try, by what the table calls them."""
        roles = {name: self._role(name) for name in ROLES}
        widened = {
            f"{name} with AdministratorAccess": Caller(
                arn=role.arn, account=ACCOUNT, attached=(*role.attached, *everything())
            )
            for name, role in roles.items()
        }
        people = {
            "admin": administrator(f"arn:aws:iam::{ACCOUNT}:role/admin", ACCOUNT),
            "root": administrator(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT),
            "retention admin": administrator(RETENTION_ADMIN, ACCOUNT),
            "outsider": administrator(f"arn:aws:iam::{_ELSEWHERE}:root", _ELSEWHERE),
        }
        services = {
            service: Caller(arn=f"{service}.amazonaws.com")
            for service in ("events", "ses", "sns", "cloudwatch")
        }
        # The one that is named with its Region.
        logs = Caller(arn=f"logs.{PSEUDO['AWS::Region']}.amazonaws.com")
        return {**roles, **widened, **people, **services, "logs": logs}

    def succeeds(self, who: str, call: Call) -> bool:
        """Whether it would be done."""
        return all(self._allows(who, action, call) for action in call.actions) and (
            not self._keeps(call.kept)
        )

    def _allows(self, who: str, action: str, call: Call) -> bool:
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
        if who == "root" and action in ("s3:PutBucketPolicy", "s3:DeleteBucketPolicy"):
            return True
        request = Request(
            action=action,
            resource=self.deployed.arn(call.on) + call.path,
            keys={"aws:SecureTransport": str(call.is_over_tls).lower(), **call.keys},
        )
        guarded = Guarded(account=ACCOUNT, statements=self.guard(call.on), is_key=call.on == "Key")
        return is_allowed(self.callers[who], request, guarded)

    def guard(self, name: str) -> tuple[Statement, ...]:
        """The policy of a resource itself; empty when it has none."""
        if name not in self._guards:
            self._guards[name] = tuple(self._statements(name))
        return self._guards[name]

    def _statements(self, name: str) -> list[Statement]:
        owner, document = {
            "Key": ("Key", "KeyPolicy"),
            "LedgerTable": ("LedgerTable", "ResourcePolicy"),
        }.get(name, (f"{name}Policy", "PolicyDocument"))
        if owner not in self.deployed.template["Resources"]:
            return []
        found = self.deployed.properties(owner)[document]
        statements: list[Statement] = found.get("PolicyDocument", found)["Statement"]
        return statements

    def _role(self, name: str) -> Caller:
        policies = self.deployed.properties(name)["Policies"]
        statements = [s for each in policies for s in each["PolicyDocument"]["Statement"]]
        return Caller(arn=self.deployed.arn(name), account=ACCOUNT, attached=tuple(statements))

    def _keeps(self, kept: Kept) -> bool:
        mode = self._lock_mode
        return {
            Kept.NOTHING: False,
            Kept.LOCKED: mode is not None,
            Kept.LOCKED_FAST: mode == "COMPLIANCE",
            Kept.VERSIONS: self._bucket.get("ObjectLockEnabled") is True,
            Kept.TABLE: self._table.get("DeletionProtectionEnabled") is True,
        }[kept]

    @cached_property
    def _bucket(self) -> dict[str, Any]:
        return self.deployed.properties("AuditBucket")

    @cached_property
    def _table(self) -> dict[str, Any]:
        return self.deployed.properties("LedgerTable")

    @cached_property
    def _lock_mode(self) -> str | None:
        """What a new object is locked in; None when a part of the lock is missing."""
        lock = self._bucket.get("ObjectLockConfiguration", {})
        default = lock.get("Rule", {}).get("DefaultRetention", {})
        is_on = self._bucket.get("ObjectLockEnabled") is True
        is_whole = lock.get("ObjectLockEnabled") == "Enabled" and "Years" in default
        return default.get("Mode") if is_on and is_whole else None


def lost_with_the_stack(template: Template, names: Iterable[str]) -> Iterator[str]:
    """What deleting the stack, or replacing a resource in an update, would take away."""
    for name in names:
        resource = template["Resources"][name]
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            if resource.get(policy) != "Retain":
                yield f"{name} {policy}"
