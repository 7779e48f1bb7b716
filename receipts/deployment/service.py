"""A stack as it should be: gather, have CloudFormation work out what changes, carry it out."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from receipts.deployment import bucket, changes, dns, events
from receipts.deployment.code import Upload, code_in, upload_of
from receipts.deployment.next_steps import Situation
from receipts.deployment.parameters import Told, tell
from receipts.deployment.standing import is_new
from receipts.errors import ConfigError, RetryableError
from receipts.stack_ports import DeployPorts, Tell
from receipts.stacks import Change, ChangeSet, Event, Order, Standing, Template, Whereabouts

_LOOK_EVERY_SECONDS = 3.0
_DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for."""

    stack: str
    template: Path
    #: What `make build` wrote.
    code: Path
    #: None: the account's own.
    bucket: str | None
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the template asks for, and what it will be told."""

    stack: str
    is_new: bool
    bucket: str
    template: Template
    uploads: tuple[Upload, ...]
    told: Told
    #: What the parameters were told before; None for a stack that is new.
    before: Mapping[str, str] | None

    @property
    def order(self) -> Order:
        """What CloudFormation is asked for."""
        return Order(
            stack=self.stack,
            is_new=self.is_new,
            template=self.template,
            values=self.told.values,
        )


def prepare(wanted: Wanted, *, where: Whereabouts, ports: DeployPorts, tell_: Tell) -> Prepared:
    """Look at the stack, at the code and at the template, which is uploaded for that."""
    standing = ports.stacks.standing(wanted.stack)
    new = is_new(wanted.stack, standing)
    before = None if new or standing is None else standing.parameters
    name = wanted.bucket or bucket.own_bucket(where)
    _make_ready(name, is_ours=wanted.bucket is None, ports=ports, tell_=tell_)
    template = _uploaded_template(wanted.template, name, where, ports=ports, tell_=tell_)
    needed = [each.name for each in template.parameters if each.name not in wanted.given]
    code = code_in(wanted.code, needed)
    told = tell(template.parameters, code=code.values(name), given=wanted.given, before=before)
    return Prepared(
        stack=wanted.stack,
        is_new=new,
        bucket=name,
        template=template,
        uploads=tuple(code.uploads.values()),
        told=told,
        before=before,
    )


def _make_ready(name: str, *, is_ours: bool, ports: DeployPorts, tell_: Tell) -> None:
    for step in bucket.steps(name, ports.code.settings(name), is_ours=is_ours):
        tell_(f"Bucket {name}: {step.replace('_', ' ')} …")
        getattr(ports.code, step)(name)


def _uploaded_template(
    path: Path, bucket_name: str, where: Whereabouts, *, ports: DeployPorts, tell_: Tell
) -> Template:
    upload = upload_of(path)
    _put(upload, bucket_name, ports=ports, tell_=tell_)
    # As the AWS CLI names it: the bucket in the path, which any bucket's name allows.
    return ports.stacks.read(f"{where.s3}/{bucket_name}/{upload.key}")


def _put(upload: Upload, bucket_name: str, *, ports: DeployPorts, tell_: Tell) -> None:
    """What is there already is not uploaded again."""
    if not ports.code.has(bucket_name, upload.key):
        tell_(upload.words)
        ports.code.put(bucket_name, upload.key, upload.path)


def propose(prepared: Prepared, *, ports: DeployPorts, tell_: Tell) -> ChangeSet:
    """What would change: the code is uploaded for that, and nothing else is done."""
    if prepared.told.missing:
        names = " --parameter ".join(f"{each.name}=…" for each in prepared.told.missing)
        raise ConfigError(f"the stack has to be told more: --parameter {names}")
    for upload in prepared.uploads:
        _put(upload, prepared.bucket, ports=ports, tell_=tell_)
    tell_("CloudFormation works out what changes …")
    return ports.stacks.propose(prepared.order)


def refused(proposed: ChangeSet, allowed: Collection[str]) -> list[Change]:
    """What nobody has agreed to by name."""
    return changes.unasked(proposed.changes, allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it went."""

    standing: Standing
    #: What failed first; None where all went well.
    failure: Event | None

    @property
    def is_done(self) -> bool:
        """Whether the stack is as it should be."""
        return self.standing.status in _DONE


def carry_out(
    prepared: Prepared,
    proposed: ChangeSet,
    *,
    ports: DeployPorts,
    on_event: Callable[[Event], None],
) -> Outcome:
    """Do it, and tell what happens until nothing more does."""
    name, happened = prepared.stack, list[Event]()
    seen = {event.id for event in ports.stacks.events(name)}
    ports.stacks.carry_out(proposed)
    while True:
        for event in events.unseen(ports.stacks.events(name), seen):
            seen.add(event.id)
            happened.append(event)
            on_event(event)
        if events.is_over(name, happened):
            break
        ports.clock.sleep(_LOOK_EVERY_SECONDS)
    standing = _standing(name, ports)
    failure = None if standing.status in _DONE else events.first_failure(happened)
    return Outcome(standing=standing, failure=failure)


def _standing(name: str, ports: DeployPorts) -> Standing:
    found = ports.stacks.standing(name)
    if found is None:
        raise ConfigError(f"the stack {name} is gone: somebody has deleted it")
    return found


def situation(stack: str, *, where: Whereabouts, ports: DeployPorts) -> Situation:
    """Where it has got to. An identity that SES does not know it is asked to verify."""
    standing = _standing(stack, ports)
    identity = standing.parameters["SesIdentity"]
    found = ports.identities.find(identity)
    if is_identity_new := found is None:
        ports.identities.ask_to_verify(identity, mail_from=dns.mail_from_domain(identity))
        found = ports.identities.find(identity)
    if found is None:
        raise RetryableError(f"SES does not know {identity} yet, which it was asked to verify")
    return Situation(
        stack=stack,
        region=where.region,
        standing=standing,
        identity=found,
        is_identity_new=is_identity_new,
        is_in_sandbox=ports.identities.is_in_sandbox(),
    )
