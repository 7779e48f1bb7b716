"""Whatever finance drops and SES answers: every cent of every file is in exactly one line."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from receipts.errors import AnswerLostError, RefusedError
from receipts.ledger import ACCEPTED, State
from receipts.lifecycle import moved
from receipts.reconciliation.fate import Fate
from tests.builders import HEADER, NOW, charges_csv
from tests.fakes import FakeWorld
from tests.unit.balance.months import MONTH, reconciled
from tests.working import drop, work

PERSON = "{id},Kim,kim@example.com,Hosting,{amount},{currency}"
READABLE = ("0", "0.004", "10", "-3.125", "0.333333333333")
UNREADABLE = ("ten", "", "1e3")

lines = st.builds(
    lambda who, amount, currency: (who, amount, currency),
    st.sampled_from(["C1", "C2", "C3", "C4", ""]),
    st.sampled_from(READABLE + UNREADABLE),
    st.sampled_from(["USD", "JPY", "usd", "none"]),
)
files = st.tuples(
    st.lists(lines, min_size=1, max_size=5),
    st.sampled_from(["2024-09/a.csv", "2024-09/b.csv", "corrections/2024-09.csv"]),
)
outcomes = st.sampled_from([State.DELIVERED, State.BOUNCED, State.COMPLAINED, State.REJECTED])
steps = st.one_of(
    files.map(lambda file: ("drop", file)),
    st.just(("drop the last again", None)),
    st.just(("work", None)),
    st.sampled_from([AnswerLostError, RefusedError]).map(lambda kind: ("trouble", kind)),
    outcomes.map(lambda state: ("event", state)),
    st.just(("end the last run", None)),
)


@dataclass
class Life:
    """A world, and what an accountant with the files in hand would add up."""

    world: FakeWorld = field(default_factory=FakeWorld)
    #: run_id -> currency -> what is readable in its file.
    in_files: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    last: tuple | None = None
    now: int = 0

    def drop(self, file: tuple) -> None:
        rows, key = self.last = file
        self.now += 1
        texts = [PERSON.format(id=who, amount=a, currency=c) for who, a, c in rows]
        data = charges_csv(*texts, header=f"{HEADER},currency")
        at = NOW + timedelta(minutes=self.now)
        self.world.clock.time = at
        for run in drop(self.world, data, key, f"v{self.now}", at=at, max_held_share=Decimal(1)):
            self.in_files[run.run_id] = _readable(rows)

    def do(self, what: str, told: object) -> None:
        doing: dict[str, Callable[[], object]] = {
            "drop": lambda: self.drop(told),
            "drop the last again": lambda: self.last and self.drop(self.last),
            "work": lambda: work(self.world),
            "trouble": lambda: self.world.mailer.answers.append(told("trouble")),
            "event": lambda: self.event(told),
            "end the last run": self.end,
        }
        doing[what]()

    def event(self, state: State) -> None:
        for key, row in list(self.world.ledger.rows.items())[:1]:
            if row.state in ACCEPTED:
                self.world.ledger.rows[key] = replace(moved(row, state, now=NOW), cause=None)

    def end(self) -> None:
        for run_id in list(self.in_files)[-1:]:
            self.world.runs.end(run_id, by="kim", at=NOW)


def _readable(rows: list[tuple[str, str, str]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for _, amount, currency in rows:
        if amount in READABLE:
            known = currency.upper() if currency != "none" else "XXX"
            sums[known] = sums.get(known, Decimal(0)) + Decimal(amount)
    return sums


def _together(each: list[dict[str, Decimal]]) -> dict[str, Decimal]:
    names = {name for sums in each for name in sums}
    return {n: sum((sums.get(n, Decimal(0)) for sums in each), Decimal(0)) for n in names}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(files, st.lists(steps, max_size=8), st.sampled_from([1, 50]))
def test_every_amount_is_in_exactly_one_line(first, then, hours):
    life = Life()
    life.drop(first)
    for what, told in then:
        life.do(what, told)

    result = reconciled(life.world, after=timedelta(hours=hours))

    told = result.statement
    assert told is not None, result.findings
    expected = _together(list(life.in_files.values()))
    for currency in {*told.currencies, *expected}:
        assert told.in_files.get(currency, 0) == expected.get(currency, 0)
        classes = told.in_classes(currency)
        others = told.repeated.get(currency, 0) + told.mended.get(currency, 0)
        assert classes + others == expected.get(currency, 0)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(files, st.lists(steps, max_size=8))
def test_every_receipt_is_there_once_and_every_mail_is_of_one_that_is_out(first, then):
    life = Life()
    life.drop(first)
    for what, told in then:
        life.do(what, told)

    rows = reconciled(life.world).deliveries.to_dicts()

    ids = [row["receipt_id"] for row in rows if row["receipt_id"]]
    named = {row.receipt_id for (month, _), row in life.world.ledger.rows.items() if month == MONTH}
    assert len(ids) == len(set(ids))
    assert named <= set(ids)
    assert Fate.UNEXPECTED.value not in {row["fate"] for row in rows}
    accepted = {r.receipt_id for r in life.world.ledger.rows.values() if r.state in ACCEPTED}
    assert accepted == {row["receipt_id"] for row in rows if row["state"] in set(ACCEPTED)}
