"""A customer with more lines than anybody reads."""

import base64
import csv
import io
import random
import zipfile
from decimal import Decimal

import pytest

from receipts import keys
from receipts.delivery.mime import Envelope, build_mime, customer_of
from receipts.delivery.render import render
from tests.builders import LETTERHEAD, NOW, line, receipt
from tests.unit.delivery.test_trial import world_with
from tests.working import work

LINES = 200_000


def long_receipt(services):
    lines = (
        line(f"Service {n % services}", f"{n % 1000}.015", description=f"bucket {n}")
        for n in range(LINES)
    )
    return receipt(*lines)


def size_of(one, words):
    envelope = Envelope(
        to=customer_of(one), from_address="billing@example.com", reply_to=None, now=NOW
    )
    return len(build_mime(words, letterhead=LETTERHEAD, envelope=envelope))


def listed(attachment):
    with zipfile.ZipFile(io.BytesIO(attachment.data)) as packed:
        text = packed.read(attachment.name.removesuffix(".zip")).decode("utf-8-sig")
    return [Decimal(row["charges"]) for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize(
    ("services", "more"),
    [(1, "and 199997 more charges"), (LINES, "and 199980 more services")],
    ids=["one service", "as many services"],
)
def test_200_000_lines_are_a_readable_mail_with_all_of_them_beside_it(services, more):
    one = long_receipt(services)

    words = render(one, letterhead=LETTERHEAD, revision=1)

    for shown in (words.text, words.html):
        assert len(shown) < 20_000
        assert more in shown.replace(",", "")
        assert "The attached file lists every charge." in shown
    charges = listed(*words.attachments)
    assert len(charges) == LINES
    # 0.015 each, and 0 to 999 two hundred times.
    assert sum(charges) == 200 * sum(range(1000)) + LINES * Decimal("0.015")
    assert size_of(one, words) < 5_000_000


def incompressible_receipt():
    """Like nothing that zip makes smaller than a mailbox takes."""
    chance = random.Random(1)  # noqa: S311  # a repeatable one
    texts = (base64.b64encode(chance.randbytes(300_000)).decode() for _ in range(61))
    return receipt(*(line("Hosting", "1.00", description=text) for text in texts))


def test_what_no_mailbox_takes_waits_for_a_person_unclaimed(caplog):
    one = incompressible_receipt()
    world, bodies = world_with(one)

    failed = work(world, bodies)

    assert failed == []
    assert [cause for cause, _ in world.dead_letters.kept] == ["cannot_be_rendered"]
    assert "the mail would be larger than 20,000,000 bytes" in caplog.text
    assert world.mailer.sent == []
    assert world.ledger.find("2024-09", keys.customer_key(one.customer_id)) is None
