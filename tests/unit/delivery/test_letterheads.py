"""A run's letterhead is read once, whoever asks, and a read that fails is no answer."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from receipts import keys
from receipts.delivery.letterheads import Letterheads
from receipts.errors import LetterheadError, RetryableError
from receipts.letterhead import to_json
from tests.builders import LETTERHEAD, RUN, charges_csv, message
from tests.fakes import FakeAudit, FakeWorld
from tests.working import drop, work

OTHER = replace(message(), run_id="e" * 32)
OTHERS = replace(LETTERHEAD, seller_name="Another Ltd")


class CountingAudit(FakeAudit):
    """Fails as often and takes as long as it is told to."""

    fails = reads = seconds = 0

    def get(self, key):
        self.reads += key.startswith("letterheads/")
        time.sleep(self.seconds)
        if key.startswith("letterheads/") and self.fails:
            self.fails -= 1
            raise RetryableError("read: SlowDown")
        return super().get(key)


def key_of(run_id):
    return keys.letterhead_key(billing_period="2024-09", run_id=run_id)


def audit_with():
    return CountingAudit({key_of(RUN): to_json(LETTERHEAD), key_of("e" * 32): to_json(OTHERS)})


def test_a_runs_letterhead_is_read_once():
    audit = audit_with()
    letterheads = Letterheads(audit)

    found = [letterheads.of(each) for each in (message(), OTHER, message("b" * 32), OTHER)]

    assert found == [LETTERHEAD, OTHERS, LETTERHEAD, OTHERS]
    assert audit.reads == 2


def test_lanes_that_ask_at_once_share_one_read():
    audit = audit_with()
    # Long enough for all lanes to come and ask.
    audit.seconds = 0.2
    letterheads = Letterheads(audit)

    with ThreadPoolExecutor(16) as lanes:
        found = list(lanes.map(letterheads.of, [message()] * 100))

    assert found == [LETTERHEAD] * 100
    assert audit.reads == 1


def test_a_read_that_fails_is_made_again_for_the_next_message():
    audit = audit_with()
    audit.fails = 1
    letterheads = Letterheads(audit)
    with pytest.raises(RetryableError):
        letterheads.of(message())

    found = letterheads.of(message())

    assert found == LETTERHEAD


@pytest.mark.parametrize("data", [None, b"", b"{}", b'{"version": 2}', b"\xff"])
def test_a_run_without_a_readable_letterhead_is_nobodys(data):
    audit = FakeAudit({} if data is None else {key_of(RUN): data})

    with pytest.raises(LetterheadError):
        Letterheads(audit).of(message())


def world_of(customers: int, **parts: object) -> FakeWorld:
    world = FakeWorld(**parts)
    rows = (f"C{n},Kim {n},c{n}@example.com,Hosting,1.00" for n in range(customers))
    drop(world, charges_csv(*rows))
    return world


@pytest.mark.parametrize("data", [None, b"{}"], ids=["missing", "unreadable"])
def test_without_a_letterhead_receipts_wait_for_a_person_unclaimed(data):
    world = world_of(2)
    (key,) = [key for key in world.audit.objects if key.startswith("letterheads/")]
    del world.audit.objects[key]
    world.audit.objects |= {key: data} if data else {}

    failed = work(world)

    assert failed == []
    assert [cause for cause, _ in world.dead_letters.kept] == ["letterhead_missing"] * 2
    assert world.mailer.sent == []
    assert world.ledger.rows == {}


def test_when_a_letterhead_cannot_be_read_just_now_one_message_comes_back_and_others_go_out():
    world = world_of(3, audit=CountingAudit())
    world.audit.fails = 1

    failed = work(world)

    assert failed == ["0"]
    assert len(world.mailer.sent) == 2
    assert world.dead_letters.kept == []


def test_a_receipt_is_from_whom_it_was_written_whatever_the_stack_says_by_now():
    world = FakeWorld()
    drop(world, charges_csv("C1,Kim,c@example.com,Hosting,1.00"), seller_name="As it was Ltd")

    work(world)

    assert (
        b"\r\nFrom: As it was Ltd <billing@example.com>\r\n" in b"\r\n" + world.mailer.sent[0].mime
    )
