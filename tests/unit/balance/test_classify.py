"""The facts in columns are the facts of each row, and every combination of facts has a class."""

import itertools
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from receipts.balance import classify
from receipts.balance.classify import Moment
from receipts.balance.ledger_rows import as_columns
from receipts.balance.runs import RECEIPT_COLUMNS, WrittenRun
from receipts.ledger import ACCEPTED, RUN_ENDED, LedgerEntry, State
from receipts.reconciliation.fate import OUT, Facts, Fate, class_of, facts_of
from tests.builders import CUSTOMER, NOW, RECEIPT_A, RECEIPT_B, RUN, entry

DAY = timedelta(days=1)
MOMENT = Moment(as_of=NOW, grace=DAY, is_paused=False)
RECEIPT = {
    "run_id": RUN,
    "receipt_id": RECEIPT_A,
    "period_start": date(2024, 9, 1),
    "customer_id": "C1",
    "customer_key": CUSTOMER,
    "currency": "USD",
    "bill_id": "bill-a",
    "total": Decimal("1.005"),
    "billed": Decimal("1.01"),
    "mailed": True,
}
FLAGS = [field.name for field in fields(Facts) if field.name != "state"]

times = st.sampled_from([NOW - 3 * DAY, NOW - DAY, NOW - DAY / 2, NOW])
entries = st.builds(
    entry,
    st.sampled_from(list(State)),
    receipt_id=st.sampled_from([RECEIPT_A, RECEIPT_B]),
    bill_id=st.sampled_from(["bill-a", "bill-b"]),
    cause=st.sampled_from([None, RUN_ENDED, "not_sent"]),
    superseded=st.sampled_from([frozenset(), frozenset({RECEIPT_A}), frozenset({"x", "y"})]),
    copy_after=st.none() | st.just(1),
    sent_at=st.none() | times,
    changed_at=times,
)


def written(*, mailed: bool = True, **changes: object) -> WrittenRun:
    receipts = pl.DataFrame([RECEIPT | {"mailed": mailed}]).select(RECEIPT_COLUMNS)
    values = {
        "run_id": RUN,
        "record": {},
        "first_drop": NOW,
        "last_drop": NOW,
        "due_at": NOW,
        "is_correction": False,
        "is_ended": False,
        "is_held_up": False,
        "receipts": receipts,
        "held": pl.DataFrame(),
    }
    return WrittenRun(**values | changes)


def in_columns(run: WrittenRun, row: LedgerEntry | None, moment: Moment) -> tuple[Facts, Fate]:
    ledger = as_columns([row] if row else [])
    facts = classify.with_facts(classify.receipts_of([run]), ledger, moment)
    (told,) = classify.with_fates(facts).to_dicts()
    state = State(told["state"]) if told["state"] else None
    return Facts(state=state, **{name: told[name] for name in FLAGS}), Fate(told["fate"])


@given(st.none() | entries, st.booleans(), st.booleans(), st.booleans(), st.booleans(), times)
def test_columns_say_what_the_rows_say(row, mailed, corrects, ended, held_up, due):
    run = written(
        mailed=mailed,
        is_correction=corrects,
        is_ended=ended,
        is_held_up=held_up,
        due_at=due,
        last_drop=NOW - DAY,
    )

    facts, fate = in_columns(run, row, MOMENT)

    base = facts_of(RECEIPT | {"mailed": mailed}, row)
    begun = row.changed_at if row and base.is_named and row.state is State.SENDING else due
    older = row and row.state in ACCEPTED and row.sent_at and row.sent_at < NOW - DAY
    expected = replace(
        base,
        is_correction=bool(corrects and older),
        is_ended=base.is_ended if base.is_named else ended,
        is_overdue=not (held_up or ended) and max(begun, due) < NOW - DAY,
    )
    assert facts == expected
    assert fate is class_of(expected)


def test_every_combination_of_facts_has_exactly_one_class_that_fits_its_state():
    states = [None, *State]
    flags = [
        dict(zip(FLAGS, on, strict=True))
        for on in itertools.product([False, True], repeat=len(FLAGS))
    ]

    found = [
        (facts, class_of(facts)) for facts in (Facts(state=s, **f) for s in states for f in flags)
    ]

    assert {fate for _, fate in found} == set(Fate) - {Fate.HELD, Fate.UNEXPECTED}
    assert all(facts.is_named and facts.state in ACCEPTED for facts, fate in found if fate in OUT)
    assert all(facts.is_overdue for facts, fate in found if fate is Fate.MISSING)
    assert all(facts.state in State for facts, fate in found if fate is Fate.CONFLICT)


def test_while_all_is_paused_nothing_is_overdue():
    run = written(due_at=NOW - 9 * DAY)

    facts, fate = in_columns(run, None, replace(MOMENT, is_paused=True))

    assert (facts.is_overdue, fate) == (False, Fate.WAITING)


def test_a_receipt_of_several_runs_is_ended_only_with_all_of_them():
    runs = [written(is_ended=True, due_at=NOW - 9 * DAY), written(due_at=NOW)]

    rows = classify.once(classify.receipts_of(runs))

    (row,) = rows.to_dicts()
    assert (row["run_is_ended"], row["run_is_held_up"], row["due_at"]) == (False, False, NOW)
