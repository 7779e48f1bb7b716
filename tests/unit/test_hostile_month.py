"""A month of customers who write what they like, from the file to their mails."""

import csv
import io
import logging
from collections import Counter
from decimal import Decimal

from tests.fakes import FakeWorld
from tests.unit.delivery.test_injection import BREAKING, HOSTILE
from tests.working import drop, work

#: A header of its own to older Pythons; newer ones refuse it.
SMUGGLED = "=?utf-8?q?=0D=0ABcc:_evil=40example.com?="
VALUES = [*HOSTILE, *BREAKING, SMUGGLED]
FIELDS = ["customer_id", "customer_name", "service_name", "description", "unit", "locale"]
ORDINARY = {"service_name": "Hosting", "quantity": "2", "charges": "5.50"}


def customers() -> list[dict[str, str]]:
    """One for each value in each place."""
    pairs = [(field, value) for field in FIELDS for value in VALUES]
    return [
        ORDINARY
        | {"customer_id": f"C-{n}", "customer_name": "Alice", "email": f"customer{n}@example.com"}
        | {field: value}
        for n, (field, value) in enumerate(pairs)
    ]


def dropped(world: FakeWorld):
    sink = io.StringIO()
    writer = csv.DictWriter(sink, [*FIELDS, "email", "quantity", "charges"])
    writer.writeheader()
    writer.writerows(customers())
    return drop(world, sink.getvalue().encode(), max_held_share=Decimal(1))


def test_everybody_gets_a_mail_is_held_with_the_reason_or_waits_with_the_cause():
    world = FakeWorld()

    (run,) = dropped(world)
    failed = work(world)

    codes = Counter(problem.code for problem in run.problems)
    breaking = ("customer_id", "customer_name", "service_name", "description", "unit")
    assert failed == []
    assert codes == {
        **{f"{field}_control_character": len(BREAKING) for field in breaking},
        # A warning: their mails are in the stack's language.
        "locale_unknown": len(VALUES),
    }
    assert [cause for cause, _ in world.dead_letters.kept] == ["cannot_be_rendered"]
    held, waiting = len(BREAKING) * len(breaking), 1
    assert len(world.mailer.sent) == len(customers()) - held - waiting
    assert len({mail.recipient for mail in world.mailer.sent}) == len(world.mailer.sent)


def test_nothing_that_they_wrote_is_logged_or_queued(caplog):
    caplog.set_level(logging.DEBUG)
    world = FakeWorld()

    dropped(world)
    bodies = world.queue.take()
    work(world, bodies)

    said = " ".join(str(vars(record)) for record in caplog.records)
    said += f"{bodies}{world.dead_letters.kept}"
    assert "receipt_dead_lettered" in said
    for theirs in (*VALUES, "evil", "Alice", "example.com", "C-1"):
        assert theirs not in said
        assert repr(theirs)[1:-1] not in said
