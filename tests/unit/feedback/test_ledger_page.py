"""docs/ledger.md draws what the code does."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from receipts.errors import AnswerLostError, NotSentError
from receipts.feedback.service import reached
from receipts.feedback.ses_events import Kind, from_body
from receipts.ledger import ACCEPTED, State
from receipts.lifecycle import (
    Verdict,
    advanced,
    claimed,
    copy_asked,
    judge,
    moved,
    resolved,
    withheld,
)
from tests.builders import (
    ALICE,
    NOW,
    RECEIPT_A,
    RECEIPT_B,
    charges_csv,
    entry,
    message,
)
from tests.fakes import FakeLedger, FakeMailer, FakeWorld
from tests.unit.feedback.events import body
from tests.working import drop, work

PAGE = (Path(__file__).parents[3] / "docs" / "ledger.md").read_text(encoding="utf-8")
WORKER, PERSON, EVENTS = re.findall(r"```mermaid\n(.*?)```", PAGE, re.DOTALL)
LEASE = timedelta(seconds=120)
ROWS = [None, *map(entry, State)]


def drawn(diagram: str) -> set[tuple[str, str]]:
    return set(re.findall(r"(\S+) --> (\w+)", diagram))


def edge(before, after) -> tuple[str, str]:
    return (before.state.value if before else "[*]", after.state.value)


def closed(edges: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """With every arrow that skips steps."""
    further = {(a, d) for (a, b), (c, d) in product(edges, edges) if b == c}
    return edges if further <= edges else closed(edges | further)


def decided() -> set[tuple[str, str]]:
    """From every row, by every message, in time and too late."""
    pointers = [message(RECEIPT_A), message(RECEIPT_B), message(RECEIPT_B, revision=2)]
    edges = set()
    times = [NOW, NOW + 2 * LEASE]
    for row, pointer, now, is_ended in product(ROWS, pointers, times, [False, True]):
        verdict = judge(row, pointer, bill_id="bill-a", now=now, lease=LEASE, is_ended=is_ended)
        if verdict is Verdict.SEND:
            edges.add(edge(row, claimed(row, pointer, bill_id="bill-a", now=now)))
        if verdict is Verdict.RUN_ENDED:
            new = withheld(row, pointer, bill_id="bill-a", now=now)
            edges |= {edge(row, new)} if new else set()
        if verdict is Verdict.LOST:
            edges.add(edge(row, moved(row, State.IN_DOUBT, now=now)))
    return edges


class WatchedLedger(FakeLedger):
    def swap(self, new, *, seen):
        found = super().swap(new, seen=seen)
        if found is None:
            self.edges = {*getattr(self, "edges", ()), edge(seen, new)}
        return found


class DoubtedMailer(FakeMailer):
    """Answers after another worker took us for dead."""

    ledger: FakeLedger

    def send(self, mail):
        claim = self.ledger.only()
        self.ledger.swap(moved(claim, State.IN_DOUBT, now=NOW), seen=claim)
        return super().send(mail)


def answered() -> set[tuple[str, str]]:
    """By every answer of SES, in time and too late."""
    edges = set()
    answers = [[], 3 * [NotSentError("throttled")], [AnswerLostError("timeout")]]
    for answer, mailer in product(answers, [FakeMailer, DoubtedMailer]):
        world = FakeWorld(ledger=WatchedLedger(), mailer=mailer(answers=list(answer)))
        world.mailer.ledger = world.ledger
        drop(world, charges_csv(ALICE))
        work(world)
        edges |= world.ledger.edges
    return edges


def test_the_workers_arrows_are_those_of_the_code():
    made = decided() | answered()

    assert drawn(WORKER) == {(before, after) for before, after in made if before != after}


def test_the_events_arrows_lead_where_the_code_does():
    steps = product(ROWS, map(entry, ACCEPTED))

    made = {edge(row, new) for row, told in steps if (new := advanced(row, told))}

    assert closed(drawn(EVENTS)) == made


def test_a_persons_arrows_are_those_of_the_code():
    answers = product(map(entry, State), [True, False])

    made = {edge(row, new) for row, sent in answers if (new := resolved(row, sent=sent, now=NOW))}

    assert drawn(PERSON) == made


@pytest.mark.parametrize("state", State)
def test_the_page_says_where_a_copy_may_be_asked_for(state):
    (words,) = re.findall(r"asks for one more copy of a receipt that is (.*?)\.", PAGE)

    assert (state in words.split(" or ")) == (copy_asked(entry(state)) is not None)


@pytest.mark.parametrize("state", State)
def test_both_diagrams_know_every_state(state):
    assert state in WORKER
    assert state in EVENTS


def said_of(event: str) -> str:
    """What the page's table says that an event shows."""
    rows = re.findall(r"^\| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    (told,) = [shows for events, shows in rows if event in events.split(", ")]
    return told


@pytest.mark.parametrize(
    ("words", "kind", "reason"),
    [
        ("Send", Kind.SEND, None),
        ("DeliveryDelay", Kind.DELIVERY_DELAY, "General"),
        ("Bounce that is Transient or Undetermined", Kind.BOUNCE, "Transient"),
        ("Bounce that is Transient or Undetermined", Kind.BOUNCE, "Undetermined"),
        ("Delivery", Kind.DELIVERY, None),
        ("Complaint that is `not-spam`", Kind.COMPLAINT, "not-spam"),
        ("Bounce that is Permanent", Kind.BOUNCE, "Permanent"),
        ("Complaint", Kind.COMPLAINT, "abuse"),
        ("Reject (a virus)", Kind.REJECT, "Bad content"),
        ("Rendering Failure", Kind.RENDERING_FAILURE, "rendering_failure"),
        ("Open", Kind.UNKNOWN, "Open"),
        ("Click", Kind.UNKNOWN, "Click"),
        ("Subscription", Kind.UNKNOWN, "Subscription"),
    ],
)
def test_the_page_says_what_each_event_shows(words, kind, reason):
    (event,) = from_body(body("send"))

    state = reached(replace(event, kind=kind, reason=reason))

    assert said_of(words).partition(":")[0] == (state or "nothing")
