"""What a person may decide about a run as a whole, and what it then means. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from receipts.approval import Approval
from receipts.brake import RunMarks
from receipts.model import RunStatus
from receipts.reconciliation.fate import Fate
from receipts.support.decide import Refused
from receipts.support.history import RunHistory


class RunWhat(StrEnum):
    """What a person decides."""

    #: It may go out.
    APPROVE = "approve_run"
    #: What of it is not out is queued, once more.
    EMIT = "emit_run"
    #: Nothing more of it is sent.
    END = "end_run"


@dataclass(frozen=True, slots=True)
class RunDecision:
    """What will be done."""

    what: RunWhat
    seen: RunHistory
    #: What it means, before anything is done.
    words: str


def decide_run(what: RunWhat, seen: RunHistory, *, require_approval: bool) -> RunDecision | Refused:
    """What a person's wish comes to."""
    if "status" not in seen.run.record:
        return Refused("It is not written to its end yet. Should it stay so, drop the file again.")
    bills = seen.receipts_sha256 is not None and seen.run.record["status"] != RunStatus.REJECTED
    if not bills and what is not RunWhat.END:
        return Refused("It bills nobody: mend the file and drop it again.")
    return _DECIDE[what](seen, require_approval)


def _approve(seen: RunHistory, require_approval: bool) -> RunDecision | Refused:
    if not require_approval:
        return Refused("This stack asks for no approval: what a file bills goes out at once.")
    if seen.marks.is_ended:
        return Refused(f"It was {_ended(seen.marks)}. `receipts emit` takes that back.")
    again = f"It was {_approved(seen.approval)}. " if seen.approval else ""
    return RunDecision(
        RunWhat.APPROVE, seen, f"{again}{_count(_unsent(seen))} not out yet, and will be queued."
    )


def _emit(seen: RunHistory, require_approval: bool) -> RunDecision | Refused:
    if require_approval and seen.approval is None:
        return Refused("Nobody has approved it: `receipts approve` comes first.")
    back = f"It was {_ended(seen.marks)}; that is taken back. " if seen.marks.is_ended else ""
    return RunDecision(
        RunWhat.EMIT, seen, f"{back}{_count(_unsent(seen))} not out yet, and will be queued."
    )


def _end(seen: RunHistory, _: bool) -> RunDecision | Refused:
    if seen.marks.is_ended:
        return Refused(f"It was {_ended(seen.marks)}.")
    return RunDecision(
        RunWhat.END,
        seen,
        f"{_count(_unsent(seen))} not out yet, and will not be sent. A mended file may take their"
        f" place; `receipts emit` takes the end back.{_settled(seen)}",
    )


def _settled(seen: RunHistory) -> str:
    """Who mends a file by other means tells the reconciliation so."""
    held = seen.run.record["held"]
    return f" What it held back ({held:,}) counts as settled." if held else ""


_DECIDE = {RunWhat.APPROVE: _approve, RunWhat.EMIT: _emit, RunWhat.END: _end}
_UNSENT = (Fate.WAITING, Fate.FAILED, Fate.ENDED)


def _unsent(seen: RunHistory) -> int:
    return sum(seen.fates[fate] for fate in _UNSENT)


def _count(receipts: int) -> str:
    return "1 receipt is" if receipts == 1 else f"{receipts:,} receipts are"


def _ended(marks: RunMarks) -> str:
    return f"ended by {marks.ended_by} on {marks.ended_at:%Y-%m-%d %H:%M} UTC"


def _approved(approval: Approval) -> str:
    return f"approved by {approval.who} on {approval.when:%Y-%m-%d %H:%M} UTC"


def run_note(decision: RunDecision, *, who: str, when: datetime) -> dict[str, Any]:
    """A decision for the audit bucket."""
    seen = decision.seen
    return {
        "version": 1,
        "what": decision.what,
        "who": who,
        "when": when.isoformat(),
        "billing_period": seen.run.record["billing_period"],
        "run_id": seen.run.record["run_id"],
        "receipts_sha256": seen.receipts_sha256,
        "seen": {str(fate): count for fate, count in sorted(seen.fates.items())},
    }
