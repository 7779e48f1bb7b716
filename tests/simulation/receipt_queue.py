"""SQS's standard queue with its dead-letter queue, and the function's pollers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from receipts.ports import Clock

#: As in cloudformation/receipts.yaml.
_VISIBILITY = timedelta(seconds=361)
_MOST_RECEIVES = 20
_BATCH = 10


@dataclass
class _Message:
    body: str
    visible_at: datetime
    receives: int = 0


class SimulatedQueue:
    """Keeps its messages in the order in which they can be seen."""

    def __init__(self, bodies: Iterable[str], clock: Clock) -> None:
        self._clock = clock
        now = clock.now()
        self._messages = {str(n): _Message(body, now) for n, body in enumerate(bodies)}
        self.dead: list[str] = []
        self.most_receives = 0

    def __len__(self) -> int:
        """Hidden messages count too."""
        return len(self._messages)

    def receive(self) -> dict[str, str]:
        """Up to ten bodies by their id."""
        batch: dict[str, str] = {}
        while len(batch) < _BATCH and (sqs_id := self._first_visible()):
            message = self._messages.pop(sqs_id)
            if message.receives == _MOST_RECEIVES:
                self.dead.append(message.body)
                continue
            message.receives += 1
            self.most_receives = max(self.most_receives, message.receives)
            message.visible_at = self._clock.now() + _VISIBILITY
            self._messages[sqs_id] = message
            batch[sqs_id] = message.body
        return batch

    def delete(self, sqs_ids: Iterable[str]) -> None:
        for sqs_id in sqs_ids:
            del self._messages[sqs_id]

    def _first_visible(self) -> str | None:
        sqs_id = next(iter(self._messages), None)
        if sqs_id is None or self._messages[sqs_id].visible_at > self._clock.now():
            return None
        return sqs_id
