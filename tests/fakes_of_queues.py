"""The queues a person looks after, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from receipts.model import DeadLetter


@dataclass
class FakeLetters:
    """A dead-letter queue; a letter that is held is not seen until it is handed back."""

    waiting: list[DeadLetter] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    at_once: int = 10
    #: Ids of letters that cannot be deleted.
    stuck: set[str] = field(default_factory=set)
    #: Raised by the next delete, as if the process died there.
    dies: Exception | None = None

    def count(self) -> int:
        return len(self.waiting)

    def take(self) -> list[DeadLetter]:
        seen = [letter for letter in self.waiting if letter.id not in self.held][: self.at_once]
        self.held |= {letter.id for letter in seen}
        return seen

    def hand_back(self, letters: Sequence[DeadLetter]) -> None:
        self.held -= {letter.id for letter in letters}

    def delete(self, letters: Sequence[DeadLetter]) -> set[str]:
        if self.dies:
            error, self.dies = self.dies, None
            raise error
        gone = {letter.id for letter in letters} - self.stuck
        self.waiting = [letter for letter in self.waiting if letter.id not in gone]
        self.held -= gone
        return {letter.id for letter in letters} - gone


@dataclass
class FakeCharges:
    sent: list[DeadLetter] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    def send(self, letter: DeadLetter) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(letter)
