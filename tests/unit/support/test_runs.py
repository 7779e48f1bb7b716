"""A run is approved, emitted again or ended by a person."""

import json
from dataclasses import replace

import pytest

from receipts.errors import PermanentError
from receipts.ledger import State
from receipts.reconciliation.fate import Fate
from receipts.support.decide import Refused
from receipts.support.run_decisions import RunWhat, decide_run
from receipts.support.runs import carry_out_run, history_of_run
from tests.builders import ALICE, BOB, RELEASE, charges_csv
from tests.fakes import FakeWorld
from tests.working import drop, work

APPROVED = replace(RELEASE, require_approval=True)
BOB_TWICE = BOB.replace("5.50", "6.50")


def decide(world: FakeWorld, what: RunWhat, run_id: str, *, needed: bool = False):
    """A person's decision, carried out unless it is refused."""
    seen = history_of_run(run_id, ports=world.support)
    decision = decide_run(what, seen, require_approval=needed)
    if isinstance(decision, Refused):
        return decision
    return carry_out_run(decision, ports=world.support, require_approval=needed)


def awaiting() -> tuple[FakeWorld, str]:
    """Two receipts that wait for approval."""
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE, BOB), release=APPROVED)
    return world, run.run_id


def alice_has_hers() -> FakeWorld:
    world = FakeWorld()
    drop(world, charges_csv(ALICE))
    work(world)
    return world


def test_where_approval_is_needed_nothing_is_queued_before_it():
    world, run_id = awaiting()

    emission = decide(world, RunWhat.APPROVE, run_id, needed=True)

    assert emission.queued == 2
    assert len(world.queue.sent) == 2


def test_a_run_that_waits_for_approval_queues_nothing_however_often_it_is_dropped():
    world, _ = awaiting()

    drop(world, charges_csv(ALICE, BOB), version="v2", release=APPROVED)

    assert world.queue.sent == []
    notes = [json.loads(world.audit.objects[key]) for key in world.audit.keys("runs/")]
    assert [note["awaits_approval"] for note in notes if "source" in note] == [True, True]


def test_an_approval_is_kept_with_who_gave_it_and_bound_to_the_receipts():
    world, run_id = awaiting()

    decide(world, RunWhat.APPROVE, run_id, needed=True)

    (key,) = [key for key in world.audit.keys("decisions/") if key.endswith(".approved.json")]
    told = json.loads(world.audit.objects[key])
    assert told["who"].endswith("Support/kim")
    seen = history_of_run(run_id, ports=world.support)
    assert told["receipts_sha256"] == seen.receipts_sha256 == seen.approval.receipts_sha256


def test_other_receipts_than_those_approved_are_never_queued():
    world, run_id = awaiting()
    decide(world, RunWhat.APPROVE, run_id, needed=True)
    world.queue.sent.clear()
    (table,) = world.audit.keys("receipts/")
    world.audit.objects[table] += b"altered"

    with pytest.raises(PermanentError, match="not those that were approved"):
        drop(world, charges_csv(ALICE, BOB), version="v2", release=APPROVED)

    assert world.queue.sent == []


def test_a_file_that_was_approved_may_be_dropped_again_without_another_approval():
    world, run_id = awaiting()
    decide(world, RunWhat.APPROVE, run_id, needed=True)
    work(world)

    drop(world, charges_csv(ALICE, BOB), version="v2", release=APPROVED)

    assert world.queue.sent == []
    assert len(world.mailer.sent) == 2


def test_the_first_approval_stands():
    world, run_id = awaiting()
    decide(world, RunWhat.APPROVE, run_id, needed=True)
    first = history_of_run(run_id, ports=world.support).approval
    world.clock.sleep(60)

    decide(world, RunWhat.APPROVE, run_id, needed=True)

    assert history_of_run(run_id, ports=world.support).approval == first


@pytest.mark.parametrize(
    ("what", "needed", "words"),
    [
        (RunWhat.APPROVE, False, "asks for no approval"),
        (RunWhat.EMIT, True, "`receipts approve` comes first"),
    ],
)
def test_what_makes_no_sense_is_refused(what, needed, words):
    world, run_id = awaiting()

    refused = decide(world, what, run_id, needed=needed)

    assert words in refused.words
    assert world.queue.sent == []


def test_a_rejected_run_cannot_be_approved():
    world = FakeWorld()
    (run,) = drop(world, b"customer_id\nC1\n", release=APPROVED)

    refused = decide(world, RunWhat.APPROVE, run.run_id, needed=True)

    assert "bills nobody" in refused.words


def test_a_rejected_run_can_be_ended_so_that_nobody_waits_for_its_mended_copy():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE.replace("10.00", "ten")))

    decide(world, RunWhat.END, run.run_id)

    assert world.runs.find(run.run_id).is_ended


def test_who_ends_a_run_is_told_what_becomes_of_what_it_held():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE, BOB.replace("5.50", "five")))
    seen = history_of_run(run.run_id, ports=world.support)

    decision = decide_run(RunWhat.END, seen, require_approval=False)

    assert decision.words.endswith("What it held back (1) counts as settled.")


def test_emit_queues_what_is_not_out_and_nothing_else():
    world = alice_has_hers()
    (run,) = drop(world, charges_csv(ALICE, BOB), version="v2")
    world.queue.sent.clear()

    emission = decide(world, RunWhat.EMIT, run.run_id)

    assert emission.queued == 1
    assert work(world) == []
    assert [mail.recipient for mail in world.mailer.sent] == [
        "alice@example.com",
        "bob@example.com",
    ]


def test_nothing_more_of_an_ended_run_is_sent_and_its_rows_say_so():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE, BOB))

    decide(world, RunWhat.END, run.run_id)
    failed = work(world)

    assert (failed, world.mailer.sent) == ([], [])
    rows = world.ledger.rows.values()
    assert {(row.state, row.cause, row.attempt) for row in rows} == {(State.FAILED, "run_ended", 0)}
    assert history_of_run(run.run_id, ports=world.support).fates == {Fate.ENDED: 2}


def test_what_was_sent_before_a_run_was_ended_stays_sent():
    world = alice_has_hers()
    (again,) = drop(world, charges_csv(ALICE, BOB), version="v2")

    decide(world, RunWhat.END, again.run_id)
    work(world)

    seen = history_of_run(again.run_id, ports=world.support)
    assert seen.fates == {Fate.SENT: 1, Fate.ENDED: 1}


def test_a_mended_file_takes_the_place_of_an_ended_run():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE, BOB))
    decide(world, RunWhat.END, run.run_id)
    work(world)

    drop(world, charges_csv(ALICE, BOB_TWICE), version="v2")
    failed = work(world)

    assert failed == []
    assert len(world.mailer.sent) == 2
    assert {row.state for row in world.ledger.rows.values()} == {State.SENT}


def test_the_same_file_again_does_not_take_the_end_back():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE))
    decide(world, RunWhat.END, run.run_id)

    drop(world, charges_csv(ALICE), version="v2")
    work(world)

    assert world.mailer.sent == []


def test_emit_takes_the_end_back():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE))
    decide(world, RunWhat.END, run.run_id)
    work(world)

    emission = decide(world, RunWhat.EMIT, run.run_id)
    failed = work(world)

    assert (emission.queued, failed) == (1, [])
    assert world.ledger.only().state is State.SENT
    assert world.ledger.only().attempt == 1


def test_every_decision_about_a_run_leaves_a_note_without_name_or_address():
    world = FakeWorld()
    (run,) = drop(world, charges_csv(ALICE))

    decide(world, RunWhat.END, run.run_id)

    (key,) = world.audit.keys("decisions/")
    note = json.loads(world.audit.objects[key])
    assert (note["what"], note["run_id"], note["seen"]) == ("end_run", run.run_id, {"waiting": 1})
    assert "alice" not in json.dumps(note).lower()
