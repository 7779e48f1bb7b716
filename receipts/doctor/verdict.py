"""What a check says."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from receipts.checkup import Findings, Unknown


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is, how bad that is, and what to do, our commands quoted as `receipts …`."""

    level: Level
    words: str
    remedy: str = ""


def ok(words: str) -> Verdict:
    """All is well."""
    return Verdict(Level.OK, words)


def warn(words: str, remedy: str) -> Verdict:
    """It works, or nobody knows."""
    return Verdict(Level.WARN, words, remedy)


def fail(words: str, remedy: str) -> Verdict:
    """Receipts do not go out, or evidence is not safe, or nobody would be told."""
    return Verdict(Level.FAIL, words, remedy)


def worse_in_prod(found: Findings, words: str, remedy: str) -> Verdict:
    """What a trial may be without."""
    return (fail if is_prod(found) else warn)(words, remedy)


def is_prod(found: Findings) -> bool:
    """Whether customers get its mails."""
    return found.standing.is_prod


@dataclass(frozen=True, slots=True)
class Check:
    """A name, which finding it is about, and what is thought of it."""

    name: str
    about: str
    judge: Callable[[Any, Findings], Verdict]

    def verdict(self, found: Findings) -> Verdict:
        """What it says; where nobody could look, that."""
        value = getattr(found, self.about)
        if isinstance(value, Unknown):
            return warn(f"could not look: {value.why}", "docs/deploy.md lists what it needs")
        return self.judge(value, found)
