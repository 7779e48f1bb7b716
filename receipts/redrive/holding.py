"""Letters are read by receiving them: each once, and handed back unless they were deleted."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from receipts.model import DeadLetter
from receipts.ports import DeadLetterQueue


class Holding:
    """The letters that are hidden from others because we look at them."""

    def __init__(self, queue: DeadLetterQueue) -> None:
        self._queue = queue
        #: By id; the newest handle of a letter is the one that counts.
        self._held: dict[str, DeadLetter] = {}
        self._seen: set[str] = set()

    def batches(self) -> Iterator[list[DeadLetter]]:
        """All letters, each once, up to ten at a time."""
        again = 0
        while batch := self._queue.take():
            new = [letter for letter in batch if letter.id not in self._seen]
            self._held |= {letter.id: letter for letter in batch}
            self._seen |= {letter.id for letter in batch}
            again += len(batch) - len(new)
            if new:
                yield new
            # So many stay that the first are visible again before the last is read.
            if again > len(self._seen):
                return

    def delete(self, letters: Iterable[DeadLetter]) -> set[str]:
        """Delete for good; the ids of those that are still there."""
        wanted = {letter.id: self._held[letter.id] for letter in letters}
        left = self._queue.delete(list(wanted.values()))
        for each in wanted.keys() - left:
            del self._held[each]
        return left

    def hand_back(self) -> None:
        """Show the others what is left."""
        self._queue.hand_back(list(self._held.values()))


@contextmanager
def holding(queue: DeadLetterQueue) -> Iterator[Holding]:
    """Whatever happens, what is not deleted is handed back."""
    held = Holding(queue)
    try:
        yield held
    finally:
        held.hand_back()
