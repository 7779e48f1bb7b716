"""A stack as it should be: have CloudFormation work out what changes, carry it out, look again."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from receipts.deployment import changes, dns, events
from receipts.deployment.next_steps import Situation
from receipts.deployment.preparing import Prepared, put
from receipts.deployment.standing import lacks_protection
from receipts.errors import ConfigError, RetryableError
from receipts.stack_ports import DeployPorts, Tell
from receipts.stacks import Change, ChangeSet, Event, Standing, Whereabouts

_LOOK_EVERY_SECONDS = 3.0
_DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}


def propose(prepared: Prepared, *, ports: DeployPorts, tell_: Tell) -> ChangeSet:
    """What would change: the code is uploaded for that, and nothing else is done."""
    if prepared.told.missing:
        names = " --parameter ".join(f"{each.name}=…" for each in prepared.told.missing)
        raise ConfigError(f"the stack has to be told more: --parameter {names}")
    for upload in prepared.uploads:
        put(upload, prepared.bucket, ports=ports, tell_=tell_)
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
    """Where it has got to.

    A stack in prod is protected from deletion, and SES is asked to verify an identity that it does
    not know.
    """
    standing = _standing(stack, ports)
    if unprotected := lacks_protection(standing):
        ports.stacks.protect(stack)
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
        is_protection_new=unprotected,
        is_in_sandbox=ports.identities.is_in_sandbox(),
    )
