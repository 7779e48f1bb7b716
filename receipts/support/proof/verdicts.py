"""What can be said of evidence. Values only."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a sentence is worth."""

    #: Recomputed from the stored bytes.
    PROVEN = "proven"
    #: Somebody wrote it down, and nothing here can prove it.
    RECORDED = "recorded"
    NOT_CHECKED = "not checked"
    #: Two things that must agree do not.
    FAILED = "FAILED"


#: What a check says.
Saying = Iterator[tuple[Level, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence."""

    #: The check's.
    code: str
    level: Level
    words: str


def differs(key: str, what: str, *, found: object, expected: object) -> str:
    """Words for something that was altered."""
    return f"{key}: {what} is {found}, and should be {expected}."
