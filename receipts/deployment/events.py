"""What happened while a stack was made or changed, and what went wrong first."""

from collections.abc import Iterable, Iterator

from receipts.stacks import Event

#: CloudFormation stops the others when one fails.
_BECAUSE_OF_ANOTHER = ("cancelled", "The following resource(s) failed")
#: By a piece of the reason.
_HELP = {
    "AccessDenied": "your credentials may not do this: docs/deploy.md lists what they need",
    "already exists": (
        "an earlier stack of that name left it: docs/deploy.md says how it is taken over again"
    ),
    "is not authorized": "your credentials may not do this: docs/deploy.md lists what they need",
    "LimitExceeded": "ask for a higher quota of that service in this account and Region",
    "MemorySize": "a new account allows 3008 MB: --parameter ParserMemory=3008",
    "NoSuchKey": "the code is not in the bucket: deploy again without naming its key",
}
_FAILED = "_FAILED"
_STACK = "AWS::CloudFormation::Stack"


def unseen(newest_first: Iterable[Event], seen: set[str]) -> list[Event]:
    """What happened since, oldest first."""
    fresh = []
    for event in newest_first:
        if event.id in seen:
            break
        fresh.append(event)
    return fresh[::-1]


def is_over(stack: str, oldest_first: Iterable[Event]) -> bool:
    """Whether the stack's own last word is a final one.

    Not by its status: just after the start that is still the one from before.
    """
    own = [e.status for e in oldest_first if e.kind == _STACK and e.name == stack]
    return bool(own) and not own[-1].endswith("_IN_PROGRESS")


def in_words(event: Event) -> str:
    """A line."""
    reason = f": {event.reason}" if event.reason and event.status.endswith(_FAILED) else ""
    return f"  {event.status:<28} {event.name} ({event.kind}){reason}"


def first_failure(oldest_first: Iterable[Event]) -> Event | None:
    """What failed by itself, not because another did."""
    failed = [event for event in oldest_first if event.status.endswith(_FAILED)]
    own = (e for e in failed if not any(words in e.reason for words in _BECAUSE_OF_ANOTHER))
    return next(own, failed[0] if failed else None)


def advice(failure: Event) -> Iterator[str]:
    """What failed, why, and what to do."""
    yield f"{failure.name} ({failure.kind}) failed: {failure.reason}"
    yield from (f"  {help_}" for words, help_ in _HELP.items() if words in failure.reason)
