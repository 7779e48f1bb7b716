"""A dropped file is followed until each of its receipts has a fate."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from receipts.cli.telling import Telling
from receipts.errors import RetryableError
from receipts.model import DroppedFile
from receipts.pause import Pause
from receipts.port_bundles import OperatorPorts
from receipts.reconciliation.outcome import Outcome, Status
from receipts.reconciliation.service import outcomes_of

_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 1.0, 5.0, 1.25


class Watch:
    """What is known of one drop of a file whose months are known."""

    def __init__(
        self, dropped: DroppedFile, months: Sequence[str], *, file: str, is_large: bool = False
    ) -> None:
        self._dropped = dropped
        self._months = frozenset(months)
        self._file = file
        self._first = f"Waiting for the {'Glue job' if is_large else 'parser'} …"
        self.outcomes: list[Outcome] = []

    @property
    def over(self) -> bool:
        """Whether nothing is left to wait for."""
        evaluated = {outcome.billing_period for outcome in self.outcomes}
        rejected = any(outcome.status is Status.REJECTED for outcome in self.outcomes)
        waiting = any(o.waiting and not o.awaits_approval for o in self.outcomes)
        return (rejected or evaluated >= self._months) and not waiting

    def follow(self, ports: OperatorPorts, tell: Telling, *, patience: timedelta) -> bool:
        """Look again and again until it is over; False when patience ends first."""
        deadline = ports.clock.now() + patience
        tell.step(self._first)
        for pause in pauses():
            began = ports.clock.now()
            self._look(ports, tell)
            now = ports.clock.now()
            if self.over or now >= deadline:
                break
            # A month of a million customers takes a while to read: no more looking than waiting.
            ports.clock.sleep(max(pause, (now - began).total_seconds()))
        return self.over

    def _look(self, ports: OperatorPorts, tell: Telling) -> None:
        try:
            self.outcomes = outcomes_of(
                self._dropped, file=self._file, since=self._dropped.dropped_at, ports=ports
            )
            pause = ports.switch.read().pause
        except RetryableError as error:
            tell.go_on(f"{error}; trying again …")
            return
        receipts = sum(outcome.receipts for outcome in self.outcomes)
        out = receipts - sum(outcome.waiting for outcome in self.outcomes)
        if self.outcomes:
            words = f"{out:,} of {receipts:,} receipts are out{self._expected(pause)} …"
            tell.go_on(words, done=out, total=receipts)
        else:
            tell.go_on(self._first)

    def _expected(self, pause: Pause | None) -> str:
        """Why it takes so long, or until when."""
        if pause:
            return f"; sending is paused ({pause.reason}), `receipts show` says why"
        times = [o.last_out_at for o in self.outcomes if o.waiting and o.last_out_at]
        last = max(map(datetime.fromisoformat, times), default=None)
        return f", the last one about {last:%Y-%m-%d %H:%M} UTC" if last else ""


def pauses() -> Iterator[float]:
    """Seconds between looks: 1, growing to 5."""
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)
