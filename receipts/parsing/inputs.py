"""Everything that decides a drop's outcome, gathered before anything is judged."""

from dataclasses import dataclass
from typing import Any

from receipts import keys
from receipts.config import Rulebook
from receipts.model import Mode

#: Goes into every run_id: a change of the rules makes new runs.
RULES_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A dropped file and all that bears on it."""

    key: str
    data: bytes
    mode: Mode
    profile: str
    contacts: bytes | None
    rulebook: Rulebook
    #: The object version of a file that is too large to be read; `data` is then empty.
    too_large: str | None = None
    #: The month under which the same bytes were billed before, if it is another one.
    billed_under: str | None = None

    def decided_by(self, billing_period: str) -> dict[str, Any]:
        """What run_id is the hash of, as JSON values."""
        return {
            "source_sha256": keys.sha256(self.data),
            "billing_period": billing_period,
            "mode": self.mode,
            "profile": self.profile,
            "contacts_sha256": None if self.contacts is None else keys.sha256(self.contacts),
            "too_large": self.too_large,
            "billed_under": self.billed_under,
            "default_currency": self.rulebook.default_currency,
            "default_locale": self.rulebook.default_locale,
            "max_held_share": str(self.rulebook.max_held_share),
            "max_input_bytes": self.rulebook.max_input_bytes,
            "rules_version": RULES_VERSION,
        }
