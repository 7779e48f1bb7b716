"""How fast mails may go out, and when the last one will be. Pure."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from receipts.model import SendingAccount

#: Of SES's rate: it counts in its own seconds, not in ours.
_SHARE = 0.9
#: More only wait for each other: Python runs one at a time. `make bench` shows it.
_MOST_LANES = 16
_DAY = timedelta(days=1)
#: A message lives ten days on its queue, so a week leaves time for a pause.
_TOO_LONG = timedelta(days=7)


def allowed(rate: int) -> float:
    """Mails a second of all invocations together, of so many that SES allows the account."""
    return rate * _SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How the workers share SES's rate, without any shared state."""

    #: Mails a second that SES allows the whole account.
    rate: int
    #: Invocations at a time.
    concurrency: int

    @property
    def interval(self) -> timedelta:
        """From one mail of an invocation to its next."""
        return timedelta(seconds=self.concurrency / allowed(self.rate))

    @property
    def lanes(self) -> int:
        """Mails an invocation has under way: enough for answers of a second, up to what helps."""
        return min(_MOST_LANES, math.ceil(timedelta(seconds=1) / self.interval))


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When everything that waits will have been sent, if nothing stops it."""

    waiting: int
    #: Aware UTC.
    last_out_at: datetime
    is_too_long: bool


def forecast(
    waiting: int, *, per_second: float, account: SendingAccount, now: datetime
) -> Forecast:
    """What is free of the daily quota goes out first, then a full quota every 24 hours.

    Careful: the quota really comes back mail by mail, so the last receipt may be out sooner.
    """
    taken = max(timedelta(seconds=waiting / per_second), _by_quota(waiting, per_second, account))
    return Forecast(waiting=waiting, last_out_at=now + taken, is_too_long=taken > _TOO_LONG)


def _by_quota(waiting: int, per_second: float, account: SendingAccount) -> timedelta:
    if account.quota is None or waiting <= account.free:
        return timedelta()
    later = waiting - account.free
    days = math.ceil(later / account.quota)
    last = later - (days - 1) * account.quota
    return days * _DAY + timedelta(seconds=last / per_second)
