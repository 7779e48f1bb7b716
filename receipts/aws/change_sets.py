"""A change set's answers, read.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
"""

from typing import Any

from receipts.stacks import Action, Change

#: An absent Replacement comes with what adds or removes.
_REPLACEMENTS = {"True": Action.REPLACE, "Conditional": Action.MAY_REPLACE}
_ACTIONS = {"Add": Action.ADD, "Import": Action.ADD, "Remove": Action.REMOVE}
_KEEPS = {"Retain", "Snapshot", "ReplaceAndRetain", "ReplaceAndSnapshot"}
_UNCHANGED = ("didn't contain changes", "No updates are to be performed")


def is_unchanged(reason: str) -> bool:
    """Whether it failed only because there is nothing to change, which has no code of its own."""
    return any(words in reason for words in _UNCHANGED)


def change_of(entry: dict[str, Any]) -> Change:
    """What becomes of one resource."""
    found = entry["ResourceChange"]
    return Change(
        name=found["LogicalResourceId"],
        kind=found["ResourceType"],
        action=_action(found),
        properties=_properties(found),
        is_kept=found.get("PolicyAction") in _KEEPS,
    )


def _action(found: dict[str, Any]) -> Action:
    if found["Action"] == "Modify":
        return _REPLACEMENTS.get(found.get("Replacement", ""), Action.CHANGE)
    # Dynamic: CloudFormation cannot tell beforehand.
    return _ACTIONS.get(found["Action"], Action.MAY_REPLACE)


def _properties(found: dict[str, Any]) -> tuple[str, ...]:
    targets = (detail.get("Target", {}) for detail in found.get("Details", []))
    return tuple(sorted({str(t["Name"]) for t in targets if t.get("Name")}))
