"""Commands in what the doctor says, so that they act on the stack that was looked at. Pure."""

import re
from dataclasses import replace

from receipts.doctor.verdict import Verdict

#: What every command acts on that is told no stack.
DEFAULT = "receipts"
#: The checks quote commands, and know of no stack's name.
_COMMAND = re.compile("`(receipts [^`]+)`")


def about(stack: str, verdict: Verdict) -> Verdict:
    """The same, with the stack in each command: without, it would be done to another one."""
    if stack == DEFAULT:
        return verdict
    remedy = _COMMAND.sub(lambda found: f"`{found[1]} --stack {stack}`", verdict.remedy)
    return replace(verdict, remedy=remedy)
