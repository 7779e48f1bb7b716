"""What a change set would do to what holds data, and whether somebody agreed to that by name."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from receipts.stacks import Action, Change

#: Replaced or removed, they are empty again, or unreadable. What holds no data is made anew.
HOLDS_DATA = {
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SQS::Queue",
}
_ENDS = {Action.REPLACE, Action.MAY_REPLACE, Action.REMOVE}
_SIGNS = {
    Action.ADD: "+ add",
    Action.CHANGE: "~ change",
    Action.MAY_REPLACE: "! may REPLACE",
    Action.REPLACE: "! REPLACE",
    Action.REMOVE: "- REMOVE",
}
_ORDER = list(Action)


def unasked(changes: Iterable[Change], allowed: Collection[str]) -> list[Change]:
    """What holds data and would be replaced or removed without a word about it."""
    return [change for change in changes if _loses(change) and change.name not in allowed]


def _loses(change: Change) -> bool:
    # Whatever the template keeps it keeps because it is worth something.
    return change.action in _ENDS and (change.kind in HOLDS_DATA or change.is_kept)


def refusal(changes: Iterable[Change]) -> Iterator[str]:
    """Why these are not done, and what somebody says who wants them."""
    for change in changes:
        verb = "remove" if change.action is Action.REMOVE else "replace"
        old = "stays, out of the stack" if change.is_kept else "is deleted with what is in it"
        yield f"This would {verb} {change.name} ({change.kind}). The old one {old}."
    yield "If that is what you want, name each with --allow-replacing. Nothing was done."


def in_words(changes: Collection[Change], *, is_new: bool) -> Iterator[str]:
    """A line for each change; of a stack that is new, for each kind."""
    if is_new:
        counts = Counter(change.kind for change in changes)
        yield f"{len(changes)} resources are made:"
        yield from (f"  + {count:>3} {kind}" for kind, count in sorted(counts.items()))
        return
    yield "1 resource changes:" if len(changes) == 1 else f"{len(changes)} resources change:"
    ordered = sorted(changes, key=lambda change: (_ORDER.index(change.action), change.name))
    for action, group in groupby(ordered, key=lambda change: change.action):
        yield from (f"  {_SIGNS[action]:<13} {_line(change)}" for change in group)


def _line(change: Change) -> str:
    properties = f": {', '.join(change.properties)}" if change.properties else ""
    kept = " (the old one stays)" if change.is_kept and change.action in _ENDS else ""
    return f"{change.name} ({change.kind}){properties}{kept}"
