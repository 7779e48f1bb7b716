"""Everything that decides a drop's outcome, gathered before anything is judged."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from receipts import keys
from receipts.config import Rulebook
from receipts.model import Mode
from receipts.parsing.branding import Branding

#: Goes into every run_id: a change of the rules makes new runs.
RULES_VERSION = 4
_RULEBOOK = Rulebook.__dataclass_fields__


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """A dropped file and all that bears on it."""

    key: str
    data: bytes
    #: Of `data`, 64 hex digits.
    sha256: str
    mode: Mode
    profile: str
    #: A user's own profile, as uploaded; None for a built-in or unknown one.
    profile_file: bytes | None = None
    contacts: bytes | None = None
    #: Control totals: the object's metadata that begins with `control-`, and the sidecar.
    control: Mapping[str, str] = field(default_factory=dict)
    sidecar: bytes | None = None
    branding: Branding = field(default_factory=Branding)
    rulebook: Rulebook
    #: The object version of a file that is too large to be read; `data` is then empty.
    too_large: str | None = None
    #: The month under which the same bytes were billed before, if it is another one.
    billed_under: str | None = None

    @property
    def beside(self) -> list[bytes]:
        """What else was read, to be kept like the file itself."""
        look = (self.branding.toml, self.branding.logo)
        files = (self.profile_file, self.contacts, self.sidecar, *look)
        return [data for data in files if data is not None]

    def decided_by(self, billing_period: str) -> dict[str, Any]:
        """What run_id is the hash of, as JSON values."""
        return {
            "source_sha256": self.sha256,
            "billing_period": billing_period,
            "mode": self.mode,
            "profile": self.profile,
            "profile_sha256": _sha256(self.profile_file),
            "contacts_sha256": _sha256(self.contacts),
            "control": dict(sorted(self.control.items())),
            "sidecar_sha256": _sha256(self.sidecar),
            "branding_sha256": _sha256(self.branding.toml),
            "logo_sha256": _sha256(self.branding.logo),
            "too_large": self.too_large,
            "billed_under": self.billed_under,
            **_deciding(self.rulebook),
            "rules_version": RULES_VERSION,
        }


def _sha256(data: bytes | None) -> str | None:
    return None if data is None else keys.sha256(data)


def _deciding(rulebook: Rulebook) -> dict[str, Any]:
    """A parser's settings are a rulebook and more: only the rulebook decides."""
    values = asdict(rulebook)
    return {name: _json(values[name]) for name in _RULEBOOK}


def _json(value: object) -> object:
    return value if isinstance(value, bool | int | str) else str(value)
