"""What the ledger says after SES spoke."""

import logging
from dataclasses import replace

import pytest

from receipts.errors import AnswerLostError, PermanentError, RetryableError
from receipts.ledger import State
from tests.builders import ALICE, charges_csv, entry
from tests.fakes import FakeLedger, FakeMailer, FakeWorld
from tests.unit.feedback.events import BILL, TAGS, body
from tests.working import drop, hear, work

MONTH_AND_CUSTOMER = (TAGS["billing_period"], TAGS["customer_key"])


def world_with(state: State | None, **changes: object) -> FakeWorld:
    world = FakeWorld()
    if state:
        world.ledger.rows[MONTH_AND_CUSTOMER] = entry(state, **changes)
    return world


EVENTS = {
    "send": (body("send"), State.SENT, None),
    "delivery": (body("delivery"), State.DELIVERED, None),
    "permanent bounce": (body("bounce"), State.BOUNCED, "Permanent/General"),
    "complaint": (body("complaint"), State.COMPLAINED, "abuse"),
    "reject": (body("reject"), State.REJECTED, "Bad content"),
    "rendering failure": (body("rendering_failure"), State.REJECTED, "rendering_failure"),
    "delay": (body("delivery_delay"), State.SENT, "TransientCommunicationFailure"),
    "transient bounce": (
        body("bounce", bounceType="Transient", bounceSubType="MailboxFull"),
        State.SENT,
        "Transient/MailboxFull",
    ),
    "undetermined bounce": (
        body("bounce", bounceType="Undetermined", bounceSubType="Undetermined"),
        State.SENT,
        "Undetermined/Undetermined",
    ),
    "complaint taken back": (
        body("complaint", complaintFeedbackType="not-spam"),
        State.DELIVERED,
        "not-spam",
    ),
}


@pytest.mark.parametrize(("text", "state", "cause"), EVENTS.values(), ids=EVENTS)
def test_each_event_settles_a_doubt_as_far_as_it_proves(text, state, cause):
    world = world_with(State.IN_DOUBT, cause="answer_lost")

    failed = hear(world, text)

    assert failed == []
    assert (world.ledger.only().state, world.ledger.only().cause) == (state, cause)


@pytest.mark.parametrize("name", ["delay", "transient bounce", "undetermined bounce"])
@pytest.mark.parametrize("state", [State.SENT, State.DELIVERED])
def test_what_is_not_final_changes_nothing_about_a_sent_receipt(name, state):
    world = world_with(state)

    hear(world, EVENTS[name][0])

    assert world.ledger.only() == entry(state)


def test_an_event_creates_the_whole_row():
    world = world_with(None)

    hear(world, body("delivery", TAGS | {"revision": "2", "attempt": "3"}))

    row = world.ledger.only()
    assert (row.state, row.revision, row.attempt, row.bill_id) == (State.DELIVERED, 2, 3, BILL)


def world_that_mailed_alice(mailer: FakeMailer) -> FakeWorld:
    world = FakeWorld(mailer=mailer)
    drop(world, charges_csv(ALICE))
    work(world)
    return world


def test_a_mail_finds_its_row_again_by_the_tags_the_worker_gave_it():
    world = world_that_mailed_alice(FakeMailer())
    sent = world.ledger.only()

    hear(world, body("bounce", world.mailer.sent[0].tags))

    bounced = world.ledger.only()
    assert bounced.state is State.BOUNCED
    assert (bounced.receipt_id, bounced.sent_at) == (sent.receipt_id, sent.sent_at)


class MuteMailer(FakeMailer):
    """Takes the mail and never answers."""

    def send(self, mail):
        super().send(mail)
        raise AnswerLostError("timeout")


def test_a_lost_answer_is_settled_by_the_event_of_its_mail():
    world = world_that_mailed_alice(MuteMailer())
    doubted = world.ledger.only().state

    hear(world, body("send", world.mailer.sent[0].tags))

    assert (doubted, world.ledger.only().state) == (State.IN_DOUBT, State.SENT)


class RacedLedger(FakeLedger):
    """Somebody delivers between our read and our write."""

    def find(self, billing_period, customer_key):
        seen = super().find(billing_period, customer_key)
        winner = replace(seen, state=State.DELIVERED, version=seen.version + 1)
        self.rows[billing_period, customer_key] = winner
        return seen


@pytest.mark.parametrize(
    ("name", "state", "version"),
    [("complaint", State.COMPLAINED, 3), ("send", State.DELIVERED, 2)],
)
def test_a_lost_race_is_tried_again_on_the_row_that_won(name, state, version):
    world = FakeWorld(ledger=RacedLedger({MONTH_AND_CUSTOMER: entry(State.SENDING)}))

    failed = hear(world, EVENTS[name][0])

    assert failed == []
    assert (world.ledger.only().state, world.ledger.only().version) == (state, version)


class FailingLedger(FakeLedger):
    """Fails once for each error it is given."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)

    def find(self, billing_period, customer_key):
        if self.errors:
            raise self.errors.pop(0)
        return super().find(billing_period, customer_key)


@pytest.mark.parametrize("error", [RetryableError("throttled"), PermanentError("AccessDenied")])
def test_what_could_not_be_written_comes_back_and_its_neighbours_do_not(error):
    world = FakeWorld(ledger=FailingLedger(error))

    failed = hear(world, body("send"), body("delivery"))

    assert failed == ["0"]
    assert world.ledger.only().state is State.DELIVERED


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("Successfully validated SNS topic for Amazon SES event publishing.", "malformed_message"),
        (body("delivery", tags={}), "Delivery"),
    ],
    ids=["note of SES", "somebody else's mail"],
)
def test_what_says_nothing_of_a_receipt_is_logged_by_type_and_done_with(text, logged, caplog):
    world = world_with(State.IN_DOUBT)

    failed = hear(world, text)

    assert failed == []
    assert world.ledger.only() == entry(State.IN_DOUBT)
    (line,) = caplog.records
    assert line.message == "feedback_ignored"
    assert logged in vars(line).values()


def test_no_address_is_ever_logged(caplog):
    caplog.set_level(logging.DEBUG)
    world = FakeWorld(ledger=FailingLedger(RetryableError("throttled")))

    hear(world, *(text for text, *_ in EVENTS.values()), body("open"), "recipient@example.com")

    assert len(caplog.records) == len(EVENTS) + 2
    assert not any("@" in str(value) for line in caplog.records for value in vars(line).values())
