"""One invocation: a batch of messages in lanes that share a pace and a reason to stop."""

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from receipts import messages
from receipts.config import WorkerSettings
from receipts.delivery.letterheads import Letterheads
from receipts.delivery.pacer import Pacer
from receipts.delivery.service import deliver
from receipts.errors import MalformedMessageError, ReceiptsError, SendingStoppedError
from receipts.ledger import State
from receipts.pause import Pause
from receipts.pausing import pause
from receipts.port_bundles import WorkerPorts
from receipts.ports import Runs
from receipts.reasons import Reason

_log = logging.getLogger(__name__)

#: What one message may still take when its slot comes: longer than SES is given to answer.
_RESERVE = timedelta(seconds=15)
#: So many unanswered calls in a row are no accident, and each leaves a receipt in doubt.
_SILENCES = 5


def deliver_batch(
    bodies: Mapping[str, str], *, ports: WorkerPorts, settings: WorkerSettings, seconds: float
) -> list[str]:
    """Handle message bodies by their SQS id; the ids that must come back.

    `seconds` is the time there is. Returns only after the last mail's interval.
    """
    if stands := ports.switch.read().pause:
        _log.warning("batch_comes_back", extra={"paused": stands.reason, "count": len(bodies)})
        return list(bodies)
    batch = _Batch(ports, settings, seconds=seconds, ended=_ended(bodies, ports.runs))
    with ThreadPoolExecutor(settings.pace.lanes) as lanes:
        done = lanes.map(batch.handle, bodies.items())
    failed = [sqs_id for sqs_id, is_done in zip(bodies, done, strict=True) if not is_done]
    if batch.stopped:
        pause(Pause(reason=batch.stopped, since=ports.clock.now()), ports.switch)
    batch.pacer.finish()
    return failed


def _ended(bodies: Mapping[str, str], runs: Runs) -> frozenset[str]:
    """The runs of these messages that a person ended."""
    named = {run_id for body in bodies.values() if (run_id := _ids(body).get("run_id"))}
    return frozenset(run_id for run_id in sorted(named) if runs.find(run_id).is_ended)


def _ids(body: str) -> dict[str, str]:
    try:
        return messages.from_body(body).ids
    except MalformedMessageError:
        return {}  # it is put on the DLQ when its turn comes


class _Batch:
    """What the lanes share."""

    def __init__(
        self,
        ports: WorkerPorts,
        settings: WorkerSettings,
        *,
        seconds: float,
        ended: frozenset[str],
    ) -> None:
        until = ports.clock.now() + timedelta(seconds=seconds) - _RESERVE
        self._letterheads = Letterheads(ports.audit)
        self.pacer = Pacer(settings.pace.interval, ports.clock, until=until)
        #: Why nothing more is tried.
        self.stopped: Reason | None = None
        self._ports, self._settings, self._ended = ports, settings, ended
        self._silences = 0
        self._lock = threading.Lock()

    def handle(self, item: tuple[str, str]) -> bool:
        """Whether the message is done with."""
        sqs_id, body = item
        if self.stopped:
            return False
        try:
            outcome = deliver(
                body,
                ports=self._ports,
                settings=self._settings,
                letterheads=self._letterheads,
                pacer=self.pacer,
                ended=self._ended,
            )
        except ReceiptsError as error:
            extra = {**_ids(body), "sqs_id": sqs_id}
            _log.warning("receipt_comes_back", extra=extra, exc_info=error)
            if isinstance(error, SendingStoppedError):
                self.stopped = error.reason
            return False
        if isinstance(outcome, State):
            self._listen(outcome)
        return True

    def _listen(self, outcome: State) -> None:
        with self._lock:
            self._silences = self._silences + 1 if outcome is State.IN_DOUBT else 0
            if self._silences >= _SILENCES:
                self.stopped = Reason.SILENCE
