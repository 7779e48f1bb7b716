"""What a deployment needs from outside, named by role. Adapters are in receipts/aws."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from receipts.checkup import FunctionState, JobRun, KeyState, Listeners, Lock, Sending
from receipts.ports import AuditStore, Clock, PauseSwitch
from receipts.stacks import (
    BucketSettings,
    ChangeSet,
    Event,
    Order,
    SesIdentity,
    Standing,
    Template,
)


class CodeStore(Protocol):
    """The bucket that code is deployed from; never emptied."""

    def settings(self, bucket: str) -> BucketSettings | None:
        """How it is kept; None when there is no such bucket."""
        ...

    def create(self, bucket: str) -> None:
        """Make it, for this account alone."""
        ...

    def keep_versions(self, bucket: str) -> None:
        """Replaced objects stay."""
        ...

    def keep_private(self, bucket: str) -> None:
        """Nobody makes it public by mistake."""
        ...

    def encrypt(self, bucket: str) -> None:
        """At rest, with S3's own key."""
        ...

    def demand_tls(self, bucket: str) -> None:
        """No plain HTTP, for anybody."""
        ...

    def has(self, bucket: str, key: str) -> bool:
        """Whether it is there already."""
        ...

    def put(self, bucket: str, key: str, path: Path) -> None:
        """Upload a file."""
        ...


class Stacks(Protocol):
    """CloudFormation. What it refuses is a ConfigError in its own words."""

    def standing(self, name: str) -> Standing | None:
        """The stack as it is; None when there is none."""
        ...

    def read(self, url: str) -> Template:
        """What an uploaded template asks for."""
        ...

    def read_deployed(self, stack: str) -> Template:
        """What the template asks for that a stack has."""
        ...

    def propose(self, order: Order) -> ChangeSet:
        """Have it worked out what would change."""
        ...

    def discard(self, order: Order, proposed: ChangeSet) -> None:
        """Forget that it was asked; a stack that was never made is gone too."""
        ...

    def carry_out(self, proposed: ChangeSet) -> None:
        """Begin."""
        ...

    def protect(self, name: str) -> None:
        """Have nobody delete it by mistake."""
        ...

    def events(self, name: str) -> Iterator[Event]:
        """What happened to it, newest first."""
        ...


class Identities(Protocol):
    """Who may send, as SES knows them."""

    def find(self, identity: str) -> SesIdentity | None:
        """None when SES was never asked to verify it."""
        ...

    def ask_to_verify(self, identity: str, *, mail_from: str) -> None:
        """Begin to verify it; `mail_from` is its MAIL FROM domain, or empty."""
        ...

    def is_in_sandbox(self) -> bool:
        """Whether only verified addresses get mail."""
        ...


class Examiner(Protocol):
    """Looks at a live stack and changes nothing."""

    def sending(self) -> Sending:
        """What SES lets the account send."""
        ...

    def listeners(self, topic: str) -> Listeners:
        """Who is told what a topic is told."""
        ...

    def waiting(self, queue_url: str) -> int:
        """About how many messages are on a queue, hidden ones included."""
        ...

    def function(self, name: str) -> FunctionState:
        """A function and what feeds it."""
        ...

    def lock(self, bucket: str) -> Lock:
        """How a bucket is locked, and whether it refuses to delete. Deletes nothing."""
        ...

    def key(self, arn: str) -> KeyState:
        """The customer key."""
        ...

    def newest_run(self, job: str) -> JobRun | None:
        """Of a Glue job; None when it has never run."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployPorts:
    """What a person who deploys needs from outside."""

    code: CodeStore
    stacks: Stacks
    identities: Identities
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorPorts:
    """What a person who examines a stack needs from outside."""

    examiner: Examiner
    identities: Identities
    switch: PauseSwitch
    audit: AuditStore
    clock: Clock


#: Hears what is being done.
Tell = Callable[[str], None]
