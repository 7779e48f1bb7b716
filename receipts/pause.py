"""The one switch that stops all sending, and when it may be thrown back. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from receipts.model import SendingAccount
from receipts.reasons import Reason

#: Who threw the switch, where no person did.
PIPELINE = "pipeline"

#: Even if the cause seems to be gone: each try costs the messages of a batch one receive of 20.
_AT_LEAST = timedelta(minutes=15)
#: Of the quota, so that sending does not stop again at once: it comes back mail by mail.
_FREE_AGAIN = 0.1

#: When the cause is gone. What cannot be asked is tried. The others wait for a person.
_GONE: dict[Reason, Callable[[SendingAccount], bool]] = {
    Reason.QUOTA: lambda account: account.free_share >= _FREE_AGAIN,
    Reason.ACCOUNT: lambda account: account.is_sending,
    Reason.IDENTITY: lambda account: account.is_verified,
    Reason.REFUSED: lambda _: True,
    Reason.SILENCE: lambda _: True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why nothing is sent, since when, and who said so."""

    reason: Reason
    #: Aware UTC.
    since: datetime
    #: An ARN, or PIPELINE.
    by: str = PIPELINE
    #: Of a bad list.
    run_id: str | None = None

    @property
    def waits_for_a_person(self) -> bool:
        """Whether only a person may end it."""
        return self.reason not in _GONE


@dataclass(frozen=True, slots=True)
class Switch:
    """The switch as it stands."""

    #: None: mails are sent.
    pause: Pause | None = None
    #: Counts writes; a write names the version it has seen.
    version: int = 0


def paused(switch: Switch, pause: Pause) -> Switch | None:
    """The switch after one more reason to stop; None: what it says already is as strong."""
    if switch.pause and (switch.pause.waits_for_a_person or not pause.waits_for_a_person):
        return None
    return Switch(pause, switch.version + 1)


def resumed(switch: Switch) -> Switch:
    """The switch after the pause."""
    return replace(switch, pause=None, version=switch.version + 1)


def is_over(pause: Pause, account: SendingAccount, *, now: datetime) -> bool:
    """Whether the schedule may end a pause."""
    gone = _GONE.get(pause.reason)
    return gone is not None and now - pause.since >= _AT_LEAST and gone(account)
