"""SES with a rate, a rolling quota and moods."""

import random
from collections import Counter, deque
from datetime import datetime, timedelta

from receipts.errors import NotSentError, SendingStoppedError
from receipts.model import Mail, SendingAccount
from receipts.ports import Clock
from receipts.reasons import Reason

_DAY = timedelta(days=1)
_ANSWERS_AFTER = 0.08


class SimulatedSes:
    """Mailer and desk in one: what it accepts is what it counts."""

    def __init__(
        self, clock: Clock, *, rate: int, quota: int | None, moody: float, seed: int
    ) -> None:
        """`moody`: the share of calls that it throttles for no reason of ours."""
        self._clock, self._rate, self._quota = clock, rate, quota
        self._moody, self._random = moody, random.Random(seed)  # noqa: S311  # a repeatable one
        #: A bucket that holds what may be sent in one second.
        self._tokens, self._filled_at = float(rate), clock.now()
        self._last_day: deque[datetime] = deque()
        self.calls = self.throttled = 0
        self.accepted_at: list[datetime] = []
        self.mails: Counter[str] = Counter()

    def send(self, mail: Mail) -> str:
        self.calls += 1
        try:
            self._judge()
        finally:
            self._clock.sleep(_ANSWERS_AFTER)
        self.mails[mail.recipient] += 1
        return f"ses-{self.calls}"

    def ask(self) -> SendingAccount:
        return SendingAccount(
            is_sending=True, is_verified=True, quota=self._quota, sent=self._sent()
        )

    def most_in_a_second(self) -> int:
        """Accepted mails in whichever second had the most."""
        window: deque[datetime] = deque()
        most = 0
        for time in self.accepted_at:
            window.append(time)
            while window[0] <= time - timedelta(seconds=1):
                window.popleft()
            most = max(most, len(window))
        return most

    def _judge(self) -> None:
        if self._quota is not None and self._sent() >= self._quota:
            raise SendingStoppedError(Reason.QUOTA, "LimitExceededException")
        if self._random.random() < self._moody or not self._take_token():
            self.throttled += 1
            raise NotSentError("TooManyRequestsException")
        self.accepted_at.append(self._clock.now())
        self._last_day.append(self._clock.now())

    def _take_token(self) -> bool:
        now = self._clock.now()
        gained = (now - self._filled_at).total_seconds() * self._rate
        self._tokens, self._filled_at = min(self._rate, self._tokens + gained), now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _sent(self) -> int:
        while self._last_day and self._last_day[0] <= self._clock.now() - _DAY:
            self._last_day.popleft()
        return len(self._last_day)
