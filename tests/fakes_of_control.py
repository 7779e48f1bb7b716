"""What stops and allows sending, in memory."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from receipts.brake import RunMarks, Tally
from receipts.model import RunNumbers, SendingAccount, Standing
from receipts.pause import Switch

ACCOUNT = SendingAccount(is_sending=True, is_verified=True, quota=50_000, sent=0)


@dataclass
class FakeSwitch:
    stands: Switch = field(default_factory=Switch)

    def read(self) -> Switch:
        return self.stands

    def swap(self, new: Switch, *, seen: Switch) -> Switch | None:
        if self.stands != seen:
            return self.stands
        self.stands = new
        return None


@dataclass
class FakeRuns:
    marks: dict[str, RunMarks] = field(default_factory=dict)

    def find(self, run_id: str) -> RunMarks:
        return self.marks.get(run_id, RunMarks(run_id=run_id))

    def add(self, run_id: str, tally: Tally) -> RunMarks:
        return self._mark(run_id, tally=self.find(run_id).tally + tally)

    def release_brake(self, run_id: str) -> None:
        self._mark(run_id, brake_off=True)

    def end(self, run_id: str, *, by: str, at: datetime) -> None:
        self._mark(run_id, ended_by=by, ended_at=at)

    def reopen(self, run_id: str) -> None:
        self._mark(run_id, ended_by=None, ended_at=None)

    def _mark(self, run_id: str, **changes: object) -> RunMarks:
        self.marks[run_id] = replace(self.find(run_id), **changes)
        return self.marks[run_id]


@dataclass
class FakeDesk:
    account: SendingAccount = ACCOUNT

    def ask(self) -> SendingAccount:
        return self.account


@dataclass
class FakeIntake:
    is_open: bool = True

    def set(self, *, is_open: bool) -> bool:
        changed, self.is_open = self.is_open is not is_open, is_open
        return changed


@dataclass
class FakeGauges:
    shown: list[Standing] = field(default_factory=list)

    def show(self, standing: Standing) -> None:
        self.shown.append(standing)


@dataclass
class FakeRunGauges:
    shown: list[RunNumbers] = field(default_factory=list)

    def show(self, run: RunNumbers) -> None:
        self.shown.append(run)
