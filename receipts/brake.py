"""When so many mails of a run bounce or are called spam that a person has to look. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from receipts.ledger import State

#: Fewer prove nothing about a list.
_BOUNCES, _COMPLAINTS = 10, 3
#: Where a mail's way ends.
_OUTCOMES = {State.DELIVERED, State.BOUNCED, State.COMPLAINED, State.REJECTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many mails of a run came to what."""

    outcomes: int = 0
    bounced: int = 0
    complained: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            outcomes=self.outcomes + other.outcomes,
            bounced=self.bounced + other.bounced,
            complained=self.complained + other.complained,
        )

    def __bool__(self) -> bool:
        """Whether there is anything to count."""
        return bool(self.outcomes or self.bounced or self.complained)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMarks:
    """What the pipeline counted of a run, and what people decided about it."""

    run_id: str
    tally: Tally = Tally()
    #: A person looked and let the run go on: the brake does not stop it again.
    brake_off: bool = False
    #: Who ended it: nothing more of it is sent.
    ended_by: str | None = None
    ended_at: datetime | None = None

    @property
    def is_ended(self) -> bool:
        """Whether nothing more of it may be sent."""
        return self.ended_by is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Shares of the mails whose outcome is known, 0 to 1."""

    max_bounce_share: Decimal
    max_complaint_share: Decimal


def counted(before: State | None, after: State) -> Tally:
    """What one step of a row adds to its run's tally."""
    return Tally(
        outcomes=int(after in _OUTCOMES and before not in _OUTCOMES),
        bounced=int(after is State.BOUNCED),
        complained=int(after is State.COMPLAINED),
    )


def is_bad(marks: RunMarks, limits: Limits) -> bool:
    """Whether the run has to wait for a person."""
    tally = marks.tally
    bounces = tally.bounced >= _BOUNCES and (
        tally.bounced > limits.max_bounce_share * tally.outcomes
    )
    complaints = tally.complained >= _COMPLAINTS and (
        tally.complained > limits.max_complaint_share * tally.outcomes
    )
    return (bounces or complaints) and not (marks.brake_off or marks.is_ended)
