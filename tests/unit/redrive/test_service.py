from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from receipts import keys, messages
from receipts.errors import RetryableError
from receipts.ledger import State
from receipts.lifecycle import Verdict
from receipts.model import ReceiptMessage
from receipts.port_bundles import RedrivePorts
from receipts.redrive.decide import Decision, Request, decided
from receipts.redrive.service import redrive, survey
from tests import builders
from tests.builders import (
    ALICE,
    CUSTOMER,
    RECEIPT_A,
    RECEIPT_B,
    charges_csv,
    entry,
    line,
    message,
    receipt,
)
from tests.fakes import FakeAudit, FakeClock, FakeLedger, FakeQueue, FakeWorld
from tests.fakes_of_queues import FakeCharges, FakeLetters
from tests.working import drop

LEASE = timedelta(minutes=2)
ALL = Request(lease=LEASE)


def numbered(number: int) -> ReceiptMessage:
    return replace(message(f"{number:032x}"), customer_key=f"{number:032x}")


def letter(pointer: ReceiptMessage, cause: str | None = None, **changes: object):
    return builders.letter(messages.to_body(pointer), cause=cause, **changes)


@dataclass
class World:
    letters: FakeLetters = field(default_factory=FakeLetters)
    queue: FakeQueue = field(default_factory=FakeQueue)
    audit: FakeAudit = field(default_factory=FakeAudit)
    ledger: FakeLedger = field(default_factory=FakeLedger)
    clock: FakeClock = field(default_factory=FakeClock)

    @property
    def ports(self) -> RedrivePorts:
        return RedrivePorts(
            letters=self.letters,
            queue=self.queue,
            files=FakeLetters(),
            charges=FakeCharges(),
            audit=self.audit,
            ledger=self.ledger,
            clock=self.clock,
        )

    def with_row(self, state: State, **changes: object) -> "World":
        self.ledger.rows["2024-09", CUSTOMER] = entry(state, **changes)
        return self

    def with_letters(self, *waiting) -> "World":
        self.letters.waiting += waiting
        return self

    def redrive(self, request: Request = ALL) -> Counter[Decision]:
        return Counter(each.decision for each in redrive(self.ports, request))

    def survey(self, request: Request = ALL) -> Counter[Decision]:
        return Counter(each.decision for each in survey(self.ports, request))


def test_every_verdict_has_a_decision():
    assert {decided(verdict) for verdict in Verdict} <= set(Decision)


@pytest.mark.parametrize(
    ("state", "changes", "decision"),
    [
        (State.FAILED, {}, Decision.MOVE),
        (State.FAILED, {"receipt_id": RECEIPT_B}, Decision.MOVE),
        (State.SENT, {}, Decision.ALREADY_SENT),
        (State.BOUNCED, {}, Decision.ALREADY_SENT),
        (
            State.SENT,
            {"receipt_id": RECEIPT_B, "superseded": frozenset({RECEIPT_A})},
            Decision.SUPERSEDED,
        ),
        (State.IN_DOUBT, {}, Decision.IN_DOUBT),
        (State.SENDING, {}, Decision.BEING_SENT),
        (State.SENDING, {"changed_at": builders.NOW - 2 * LEASE}, Decision.IN_DOUBT),
        (State.SENT, {"receipt_id": RECEIPT_B}, Decision.CONFLICT),
        (State.IN_DOUBT, {"receipt_id": RECEIPT_B}, Decision.CONFLICT),
    ],
)
def test_the_ledger_decides_what_becomes_of_a_letter(state, changes, decision):
    world = World().with_row(state, **changes).with_letters(letter(message(), "refused_by_ses"))

    found = world.redrive()

    assert found == {decision: 1}
    assert world.queue.sent == ([message()] if decision is Decision.MOVE else [])
    gone = decision in (Decision.MOVE, Decision.ALREADY_SENT, Decision.SUPERSEDED)
    assert world.letters.count() == (0 if gone else 1)
    assert world.letters.held == set()


def test_a_receipt_the_ledger_does_not_know_is_moved():
    world = World().with_letters(letter(message()))

    assert world.redrive() == {Decision.MOVE: 1}
    assert world.queue.sent == [message()]


def test_a_survey_decides_the_same_and_touches_nothing():
    world = World().with_row(State.SENT)
    world.with_letters(letter(message()), letter(numbered(1)), builders.letter("not ours"))

    found = world.survey()

    assert found == {Decision.ALREADY_SENT: 1, Decision.MOVE: 1, Decision.MALFORMED: 1}
    assert (world.queue.sent, world.letters.count(), world.letters.held) == ([], 3, set())


@pytest.mark.parametrize("cause", [None, "malformed_message", "refused_by_ses"])
def test_what_is_no_message_is_never_moved_whatever_is_asked_for(cause):
    world = World().with_letters(builders.letter("not ours", cause=cause))

    found = world.redrive(Request(cause=cause, lease=LEASE))

    assert found == {Decision.MALFORMED: 1}
    assert (world.queue.sent, world.letters.count()) == ([], 1)


@pytest.mark.parametrize("cause", ["altered_snapshot", "malformed_message"])
def test_some_causes_are_moved_only_when_they_are_named(cause):
    world = World().with_letters(letter(message(), cause))

    unnamed = world.redrive()
    named = world.redrive(Request(cause=cause, lease=LEASE))

    assert (unnamed, named) == ({Decision.REFUSED: 1}, {Decision.MOVE: 1})
    assert world.queue.sent == [message()]


def test_only_the_cause_that_was_asked_for_is_moved():
    world = World().with_letters(letter(numbered(1), "refused_by_ses"), letter(numbered(2)))

    found = world.redrive(Request(cause="none", lease=LEASE))

    assert found == {Decision.NOT_ASKED: 1, Decision.MOVE: 1}
    assert world.queue.sent == [numbered(2)]


def test_after_a_crash_between_send_and_delete_the_letter_is_still_there_and_shown():
    world = World().with_letters(letter(message()))
    world.letters.dies = ConnectionError("killed")

    with pytest.raises(ConnectionError):
        world.redrive()
    left = (world.letters.count(), world.letters.held)
    world.with_row(State.SENT)
    again = world.redrive()

    assert left == (1, set())
    assert again == {Decision.ALREADY_SENT: 1}
    assert world.queue.sent == [message()]


def test_nothing_is_deleted_when_a_batch_may_have_arrived_in_part():
    world = World().with_letters(*(letter(numbered(n)) for n in range(25)))
    world.queue.send = failing_at(2, world.queue.send)

    found = world.redrive()

    assert found == {Decision.MOVE: 10, Decision.NOT_QUEUED: 10}
    assert (world.letters.count(), len(world.queue.sent)) == (15, 10)
    assert world.letters.held == set()


def failing_at(call: int, send):
    calls = []

    def sometimes(pointers):
        calls.append(1)
        if len(calls) == call:
            raise RetryableError("3 receipts were not queued")
        send(pointers)

    return sometimes


def test_a_letter_that_sqs_does_not_delete_is_told_and_shown_again():
    world = World().with_letters(letter(message()))
    world.letters.stuck = {letter(message()).id}

    assert world.redrive() == {Decision.NOT_DELETED: 1}
    assert world.letters.held == set()


def test_what_fails_again_at_once_does_not_go_round_and_round():
    world = World().with_letters(letter(message(), "cannot_be_rendered"))
    send = world.queue.send

    def and_back(pointers):
        send(pointers)
        world.with_letters(letter(message(), "cannot_be_rendered", id="new"))

    world.queue.send = and_back

    assert world.redrive() == {Decision.MOVE: 1, Decision.MOVED_BEFORE: 1}
    assert world.queue.sent == [message()]


def test_two_letters_of_one_receipt_are_moved_once():
    world = World().with_letters(letter(message(), id="1"), letter(message(), id="2"))

    assert world.redrive() == {Decision.MOVE: 1, Decision.MOVED_BEFORE: 1}


def test_the_rate_is_kept_over_batches():
    world = World().with_letters(*(letter(numbered(n)) for n in range(25)))

    world.redrive(Request(max_rate=5, lease=LEASE))

    assert len(world.queue.sent) == 25
    assert world.clock.slept == 5


def test_letters_that_are_visible_again_too_soon_are_handled_once():
    world = World().with_letters(*(letter(numbered(n), "altered_snapshot") for n in range(5)))
    world.letters.at_once = 2
    hold, takes = world.letters.take, []

    def short_hold():
        takes.append(1)
        if len(takes) == 3:
            world.letters.held.clear()
        return hold()

    world.letters.take = short_hold

    assert world.survey() == {Decision.REFUSED: 5}


def test_looking_ends_when_letters_never_stay_hidden():
    world = World().with_letters(*(letter(numbered(n), "altered_snapshot") for n in range(5)))
    hold = world.letters.take

    def no_hold():
        world.letters.held.clear()
        return hold()

    world.letters.take = no_hold

    assert world.survey() == {Decision.REFUSED: 5}


@pytest.mark.parametrize(("charges", "decision"), [("10", Decision.MOVE), ("9", Decision.CONFLICT)])
def test_after_a_bounce_only_the_same_bill_goes_to_another_address(charges, decision):
    parsed = FakeWorld()
    drop(parsed, charges_csv(ALICE.replace("alice@", "mended@")))
    (pointer,) = parsed.queue.sent
    world = World(audit=parsed.audit).with_letters(letter(pointer))
    world.ledger.rows["2024-09", pointer.customer_key] = entry(
        State.BOUNCED,
        receipt_id=RECEIPT_B,
        bill_id=keys.bill_id(receipt(line(charges=charges))),
        customer_key=pointer.customer_key,
    )

    assert world.redrive() == {decision: 1}


def test_a_letter_whose_snapshot_is_gone_when_the_verdict_needs_it_is_refused():
    world = World().with_row(State.BOUNCED, receipt_id=RECEIPT_B).with_letters(letter(message()))

    assert world.redrive() == {Decision.REFUSED: 1}
