"""docs/ledger.md draws what the code does."""

import re
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from receipts.delivery.service import deliver_batch
from receipts.errors import AnswerLostError, NotSentError
from receipts.lifecycle import (
    ACCEPTED,
    State,
    Verdict,
    advanced,
    claimed,
    copy_asked,
    judge,
    moved,
    resolved,
)
from receipts.parsing.service import parse_file
from tests.builders import (
    ALICE,
    NOW,
    RECEIPT_A,
    RECEIPT_B,
    charges_csv,
    dropped,
    entry,
    message,
    rulebook,
    worker_settings,
)
from tests.fakes import FakeLedger, FakeMailer, FakeWorld

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
    for row, pointer, now in product(ROWS, pointers, [NOW, NOW + 2 * LEASE]):
        verdict = judge(row, pointer, bill_id="bill-a", now=now, lease=LEASE)
        if verdict is Verdict.SEND:
            edges.add(edge(row, claimed(row, pointer, bill_id="bill-a", now=now)))
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
    answers = [[], [NotSentError("throttled")], [AnswerLostError("timeout")]]
    for answer, mailer in product(answers, [FakeMailer, DoubtedMailer]):
        world = FakeWorld(ledger=WatchedLedger(), mailer=mailer(answers=list(answer)))
        world.mailer.ledger = world.ledger
        world.landing.files["2024-09/charges.csv"] = data = charges_csv(ALICE)
        parse_file(dropped(size=len(data)), ports=world.parser, rulebook=rulebook())
        deliver_batch(world.queue.take(), ports=world.worker, settings=worker_settings())
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
