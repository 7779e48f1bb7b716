"""The parser's verdict on a file before it is dropped, by the parser's own code."""

from dataclasses import dataclass, field
from pathlib import Path

from receipts import keys
from receipts.cli import files
from receipts.cli.telling import Telling
from receipts.config import Reach, Rulebook
from receipts.model import Mode, Problem, RunStatus
from receipts.parsing.branding import Branding
from receipts.parsing.evaluate import conclude, judge_file
from receipts.parsing.inputs import Inputs
from receipts.parsing.reading.unpack import unpacks_to_more_than
from receipts.parsing.run import Run, not_mailed, record, to_write
from receipts.reconciliation.outcome import Outcome, foreseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A file to judge, and what goes with it."""

    path: Path
    key: str
    rulebook: Rulebook
    profile: str = "plain"
    profile_file: bytes | None = None
    contacts: bytes | None = None
    sidecar: bytes | None = None
    branding: Branding = field(default_factory=Branding)
    mode: Mode = Mode.CHARGES


@dataclass(frozen=True, slots=True)
class Judged:
    """A file and what it would come to."""

    inputs: Inputs
    #: Of charges, in the whole file.
    rows: int
    runs: list[Run]
    #: One per run.
    outcomes: list[Outcome]

    @property
    def rejected(self) -> bool:
        """Whether any of its months would be."""
        return any(run.status is RunStatus.REJECTED for run in self.runs)

    def is_beyond(self, reach: Reach) -> bool:
        """Whether the parser would hand it over."""
        data = self.inputs.data
        return (
            len(data) > reach.file_bytes
            or unpacks_to_more_than(reach.file_bytes, data)
            or to_write(self.runs) > reach.receipts
        )

    @property
    def problems(self) -> list[Problem]:
        """Each once: first those of the file as a whole, then by line."""
        found = dict.fromkeys(problem for run in self.runs for problem in run.problems)
        return sorted(found, key=lambda problem: problem.line or 0)


def judge(asked: Asked, tell: Telling) -> Judged:
    """Read and judge a file; nothing is sent."""
    inputs = _inputs(asked, tell)
    tell.step("Checking …")
    whole, months = judge_file(inputs)
    runs = conclude(inputs, whole, months)
    outcomes = [foreseen(asked.path.name, record(run), not_mailed=not_mailed(run)) for run in runs]
    return Judged(inputs, whole.rows, runs, outcomes)


def _inputs(asked: Asked, tell: Telling) -> Inputs:
    too_large = asked.path.stat().st_size > asked.rulebook.max_input_bytes
    data = b"" if too_large else files.read(asked.path, tell)
    return Inputs(
        key=asked.key,
        data=data,
        sha256=keys.sha256(data),
        mode=asked.mode,
        profile=asked.profile,
        profile_file=asked.profile_file,
        contacts=asked.contacts,
        sidecar=asked.sidecar,
        branding=asked.branding,
        rulebook=asked.rulebook,
        too_large="not dropped" if too_large else None,
    )
