"""One row of what is tried with the evidence, and the groups of those who try."""

from collections.abc import Collection
from dataclasses import dataclass

from tests.unit.cloudformation.evidence import LOCKS, Call
from tests.unit.cloudformation.stack import ROLES

ADMINS = frozenset({"admin", "root", "retention admin"})
#: Somebody attached far too much to a role of the pipeline.
WIDENED = frozenset(f"{role} with AdministratorAccess" for role in ROLES)
EVERY_ADMIN = ADMINS | WIDENED
RETENTION = frozenset({"retention admin"})
NOBODY: frozenset[str] = frozenset()
#: Whoever reads a file and bills it.
PARSERS = frozenset({"ParserRole", "LargeFileRole"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row: what is tried, and who succeeds under which locks."""

    what: str
    call: Call
    who: Collection[str]
    locks: Collection[str] = LOCKS

    def succeeds(self, *, lock: str, names_somebody: bool) -> set[str]:
        """Who is expected to. Where nobody is named, the retention admin is any admin."""
        who = set(self.who) if lock in self.locks else set()
        if not names_somebody:
            who.discard("retention admin")
            who |= RETENTION if "admin" in who else NOBODY
        return who
