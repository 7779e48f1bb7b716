"""An AWS of dictionaries to deploy into: it remembers what it was asked, in order."""

from dataclasses import dataclass, field
from pathlib import Path

from receipts.stack_ports import DeployPorts
from receipts.stacks import (
    BucketSettings,
    ChangeSet,
    Declared,
    Event,
    Order,
    SesIdentity,
    Standing,
    Template,
    Whereabouts,
)

STACK = "AWS::CloudFormation::Stack"
WHERE = Whereabouts(
    arn="arn:aws:iam::123456789012:user/me",
    account="123456789012",
    region="eu-west-1",
    s3="https://s3.eu-west-1.amazonaws.com",
)
OWN = "receipts-artifacts-123456789012-eu-west-1"
PARAMETERS = (
    Declared(name="CodeBucket", description="", default=None),
    Declared(name="WorkerCodeKey", description="", default=None),
    Declared(name="SellerName", description="Who sends", default=None),
    Declared(name="LogRetentionDays", description="", default="90"),
)


@dataclass
class CodeStore:
    found: BucketSettings | None = None
    kept: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def settings(self, bucket: str) -> BucketSettings | None:
        return self.found

    def has(self, bucket: str, key: str) -> bool:
        return key in self.kept

    def put(self, bucket: str, key: str, path: Path) -> None:
        self.asked.append(f"put {path.name} in {bucket}")
        self.kept.add(key)

    def create(self, bucket: str) -> None:
        self.asked.append("create")

    def keep_versions(self, bucket: str) -> None:
        self.asked.append("keep_versions")

    def keep_private(self, bucket: str) -> None:
        self.asked.append("keep_private")

    def encrypt(self, bucket: str) -> None:
        self.asked.append("encrypt")

    def demand_tls(self, bucket: str) -> None:
        self.asked.append("demand_tls")


@dataclass
class Stacks:
    found: Standing | None = None
    changes: ChangeSet = field(default_factory=lambda: ChangeSet(id="c", changes=()))
    #: What happens, a look at a time, oldest first.
    looks: list[list[Event]] = field(default_factory=list)
    after: Standing | None = None
    orders: list[Order] = field(default_factory=list)
    happened: list[Event] = field(default_factory=list)
    protected: list[str] = field(default_factory=list)

    def standing(self, name: str) -> Standing | None:
        return self.found

    def read(self, url: str) -> Template:
        return Template(url=url, parameters=PARAMETERS, capabilities=("CAPABILITY_IAM",))

    def read_deployed(self, stack: str) -> Template:
        return Template(url=None, parameters=PARAMETERS, capabilities=("CAPABILITY_IAM",))

    def propose(self, order: Order) -> ChangeSet:
        self.orders.append(order)
        return self.changes

    def discard(self, order: Order, proposed: ChangeSet) -> None:
        self.orders.remove(order)

    def carry_out(self, proposed: ChangeSet) -> None:
        self.found = self.after

    def protect(self, name: str) -> None:
        self.protected.append(name)

    def events(self, name: str):
        self.happened = [*reversed(self.looks.pop(0) if self.looks else []), *self.happened]
        return iter(self.happened)


@dataclass
class Identities:
    found: SesIdentity | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    sandbox: bool = True

    def find(self, identity: str) -> SesIdentity | None:
        return self.found

    def ask_to_verify(self, identity: str, *, mail_from: str) -> None:
        self.asked.append((identity, mail_from))
        self.found = SesIdentity(is_verified=False, dkim="PENDING", mail_from=mail_from)

    def is_in_sandbox(self) -> bool:
        return self.sandbox


class Clock:
    """One that only counts."""

    def __init__(self) -> None:
        self.slept = 0

    def sleep(self, seconds: float) -> None:
        self.slept += 1


def ports(**some: object) -> DeployPorts:
    parts = {"code": CodeStore(), "stacks": Stacks(), "identities": Identities(), "clock": Clock()}
    return DeployPorts(**(parts | some))
