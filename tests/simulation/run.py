"""A month's receipts go out: many workers, one queue, one SES, the watch every minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from receipts import messages
from receipts.delivery.batch import deliver_batch
from receipts.model import ReceiptMessage
from receipts.watch.service import watch
from tests.builders import NOW, worker_settings
from tests.fakes import FakeAudit, FakeWorld
from tests.fakes_of_control import FakeSwitch
from tests.simulation.clock import VirtualClock
from tests.simulation.receipt_queue import SimulatedQueue
from tests.simulation.ses import SimulatedSes

RATE = 14
#: One lane each, so that whoever sleeps is the whole invocation.
WORKERS = 13
#: As in cloudformation/receipts.yaml.
_TIMEOUT = 60
#: What a poll that finds messages takes, and after how long one is made again that found none.
_POLL, _NEXT_POLL = 0.05, 60
#: Messages are gone after ten days; whoever is not done by then never will be.
_LIFETIME = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the parser wrote, and what it queued."""

    objects: Mapping[str, bytes]
    queued: tuple[ReceiptMessage, ...]


class Month:
    """One simulated month, from the first message to the last."""

    def __init__(
        self,
        parsed: Parsed,
        *,
        quota: int | None = None,
        moody: float = 0.05,
        switch: FakeSwitch | None = None,
        workers: int = WORKERS,
    ) -> None:
        self.clock = VirtualClock(NOW)
        self.ses = SimulatedSes(self.clock, rate=RATE, quota=quota, moody=moody, seed=1)
        self.queue = SimulatedQueue(map(messages.to_body, parsed.queued), self.clock)
        self.world = FakeWorld(
            audit=FakeAudit(dict(parsed.objects)),
            mailer=self.ses,
            desk=self.ses,
            clock=self.clock,
            switch=switch or FakeSwitch(),
        )
        self._workers = workers
        self._settings = worker_settings(
            ses_max_send_rate=RATE, maximum_concurrency=workers, keep_mails=False
        )

    def run(self) -> "Month":
        self.clock.run([*[self._poll] * self._workers, self._watch])
        return self

    @property
    def took(self) -> timedelta:
        """From the first message to the last mail."""
        return self.ses.accepted_at[-1] - NOW

    def _poll(self) -> None:
        while self._goes_on():
            batch = self.queue.receive() if self.world.intake.is_open else {}
            self.clock.sleep(_POLL if batch else _NEXT_POLL)
            if batch:
                self.queue.delete(batch.keys() - set(self._invoke(batch)))

    def _invoke(self, batch: Mapping[str, str]) -> list[str]:
        began = self.clock.now()
        failed = deliver_batch(
            batch, ports=self.world.worker, settings=self._settings, seconds=_TIMEOUT
        )
        assert self.clock.now() - began < timedelta(seconds=_TIMEOUT), "Lambda would have ended it"
        return failed

    def _watch(self) -> None:
        while self._goes_on():
            watch(ports=self.world.watch, in_doubt_hours=24)
            self.clock.sleep(60)

    def _goes_on(self) -> bool:
        return len(self.queue) > 0 and self.clock.now() < NOW + _LIFETIME
