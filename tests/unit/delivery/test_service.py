"""What a worker does with one message, whatever SES says."""

import gzip
from dataclasses import replace

import pytest

from receipts import keys, messages
from receipts.errors import (
    AnswerLostError,
    NotSentError,
    PermanentError,
    RefusedError,
    SendingStoppedError,
)
from receipts.ledger import State
from receipts.lifecycle import moved
from receipts.model import ReceiptMessage
from receipts.reasons import Reason
from tests.builders import ALICE, BOB, NOW, charges_csv
from tests.fakes import FakeAudit, FakeLedger, FakeMailer, FakeWorld
from tests.working import drop, work


def world_with(*rows: str, **parts: object) -> FakeWorld:
    world = FakeWorld(**parts)
    drop(world, charges_csv(*rows))
    return world


def kept_mails(world: FakeWorld) -> list[str]:
    return [key for key in world.audit.objects if key.startswith("mails/")]


@pytest.mark.parametrize(
    ("answers", "state", "comes_back", "dead_letters"),
    [
        (3 * [NotSentError("throttled")], State.FAILED, True, []),
        ([SendingStoppedError(Reason.QUOTA, "quota")], State.FAILED, True, []),
        ([AnswerLostError("timeout")], State.IN_DOUBT, False, []),
        ([RefusedError("rejected")], State.FAILED, False, ["refused_by_ses"]),
    ],
    ids=["throttled", "stopped", "no answer", "refused"],
)
def test_each_kind_of_answer_has_its_consequence(answers, state, comes_back, dead_letters):
    world = world_with(ALICE, mailer=FakeMailer(answers=list(answers)))

    failed = work(world)

    assert bool(failed) is comes_back
    assert world.ledger.only().state is state
    assert [cause for cause, _ in world.dead_letters.kept] == dead_letters


def test_what_was_not_sent_is_sent_when_the_message_comes_back():
    world = world_with(ALICE, mailer=FakeMailer(answers=3 * [NotSentError("throttled")]))
    bodies = world.queue.take()
    work(world, bodies)

    failed = work(world, bodies)

    assert failed == []
    assert world.ledger.only().state is State.SENT
    assert world.ledger.only().attempt == 2
    assert len(world.mailer.sent) == 1


def test_a_lost_answer_is_never_sent_again():
    world = world_with(ALICE, mailer=FakeMailer(answers=[AnswerLostError("timeout")]))
    bodies = world.queue.take()
    work(world, bodies)

    failed = work(world, bodies)

    assert failed == []
    assert world.mailer.sent == []


def test_when_ses_refuses_everyone_the_rest_of_the_batch_is_not_tried():
    quota = SendingStoppedError(Reason.QUOTA, "quota")
    world = world_with(ALICE, BOB, mailer=FakeMailer(answers=[quota]))

    failed = work(world)

    assert failed == ["0", "1"]
    assert world.mailer.sent == []
    assert len(world.ledger.rows) == 1


class DyingMailer(FakeMailer):
    def send(self, mail):
        super().send(mail)
        raise KeyboardInterrupt


def test_a_worker_that_dies_after_ses_said_yes_leaves_a_doubt_not_a_second_mail():
    world = world_with(ALICE, mailer=DyingMailer())
    bodies = world.queue.take()
    with pytest.raises(KeyboardInterrupt):
        work(world, bodies)

    early = work(world, bodies, send_lease_seconds=120)
    world.clock.sleep(121)
    late = work(world, bodies, send_lease_seconds=120)

    assert (early, late) == (["0"], [])
    assert world.ledger.only().state is State.IN_DOUBT
    assert len(world.mailer.sent) == 1


class SlowMailer(FakeMailer):
    """While it sends, another worker takes us for dead."""

    ledger: FakeLedger

    def send(self, mail):
        claim = self.ledger.only()
        self.ledger.swap(moved(claim, State.IN_DOUBT, now=NOW), seen=claim)
        return super().send(mail)


def test_a_late_yes_settles_the_doubt_about_its_own_attempt():
    mailer = SlowMailer()
    world = world_with(ALICE, mailer=mailer)
    mailer.ledger = world.ledger

    work(world)

    assert world.ledger.only().state is State.SENT


def test_the_exact_mail_is_kept_before_it_is_sent():
    world = world_with(ALICE, mailer=FakeMailer(answers=[AnswerLostError("timeout")]))

    work(world)

    (key,) = kept_mails(world)
    assert key.endswith("-1.eml.gz")
    assert b"Dear Alice" in gzip.decompress(world.audit.objects[key])


def test_mails_are_not_kept_when_the_stack_says_so():
    world = world_with(ALICE)

    work(world, keep_mails=False)

    assert kept_mails(world) == []
    assert len(world.mailer.sent) == 1


class ForbiddenAudit(FakeAudit):
    def put_new(self, key, body):
        if key.startswith("mails/"):
            raise PermanentError("AccessDenied")
        return super().put_new(key, body)


def test_a_mail_that_cannot_be_kept_is_certainly_not_sent():
    world = world_with(ALICE, audit=ForbiddenAudit())

    failed = work(world)

    assert failed == ["0"]
    assert world.ledger.only().state is State.FAILED
    assert world.mailer.sent == []


def test_tags_name_the_ledgers_row_and_say_nothing_about_the_customer():
    world = world_with(ALICE)

    work(world)

    row = world.ledger.only()
    assert world.mailer.sent[0].tags == {
        "billing_period": "2024-09",
        "customer_key": keys.customer_key("C1"),
        "receipt_id": row.receipt_id,
        "bill_id": row.bill_id,
        "run_id": row.run_id,
        "revision": "1",
        "attempt": "1",
    }


def pointer(world: FakeWorld) -> ReceiptMessage:
    return world.queue.sent[0]


def another_receipt() -> bytes:
    other = FakeWorld()
    drop(other, charges_csv(ALICE.replace("10.00", "99.00")))
    return next(b for k, b in other.audit.objects.items() if "snapshots/" in k)


@pytest.mark.parametrize("content", ["missing", "garbage", "another receipt"])
def test_a_snapshot_that_is_not_what_was_audited_is_never_mailed(content):
    world = world_with(ALICE)
    key = next(k for k in world.audit.objects if k.startswith("snapshots/"))
    if content == "missing":
        del world.audit.objects[key]
    else:
        world.audit.objects[key] = b"PAR1" if content == "garbage" else another_receipt()

    failed = work(world)

    assert failed == []
    assert [cause for cause, _ in world.dead_letters.kept] == ["altered_snapshot"]
    assert world.mailer.sent == []
    assert world.ledger.rows == {}


def test_a_receipt_that_makes_no_mail_waits_for_a_person_unclaimed_and_unquoted(
    monkeypatch, caplog
):
    def refuse(*_, **__):
        raise ValueError("alice@example.com has a line feed")

    monkeypatch.setattr("receipts.delivery.compose.build_mime", refuse)
    world = world_with(ALICE, BOB)

    failed = work(world)

    assert failed == []
    assert [cause for cause, _ in world.dead_letters.kept] == ["cannot_be_rendered"] * 2
    assert world.ledger.rows == {}
    assert "alice" not in caplog.text


def test_a_malformed_message_waits_for_a_person_and_its_neighbours_go_out():
    world = world_with(ALICE)
    bodies = {"bad": "not ours", **world.queue.take()}

    failed = work(world, bodies)

    assert failed == []
    assert world.dead_letters.kept == [("malformed_message", "not ours")]
    assert len(world.mailer.sent) == 1


def test_a_message_for_another_customers_snapshot_reads_nothing():
    world = world_with(ALICE)
    forged = replace(pointer(world), customer_key=keys.customer_key("C2"))

    work(world, {"0": messages.to_body(forged)})

    assert [cause for cause, _ in world.dead_letters.kept] == ["altered_snapshot"]


def test_an_invocation_sends_no_faster_than_its_share_of_the_rate():
    rows = [ALICE.replace("C1", f"C{n}") for n in range(5)]
    world = world_with(*rows)

    work(world, ses_max_send_rate=10, maximum_concurrency=2)

    assert world.clock.slept == pytest.approx(5 * 2 / 9, rel=1e-4)
