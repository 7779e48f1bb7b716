"""A trial's mails: all to one mailbox, each saying whose it is."""

import email
import gzip
from dataclasses import asdict
from datetime import date
from email.policy import default

import pyarrow as pa
import pytest

from receipts import keys, snapshots
from receipts.ledger import State
from receipts.letterhead import to_json
from receipts.messages import to_body
from receipts.model import Receipt, ReceiptMessage
from schemas.audit import SNAPSHOT
from tests import working
from tests.builders import LETTERHEAD, RUN, receipt
from tests.fakes import FakeWorld

MAILBOX = "trial@shop.example"


def snapshot(one: Receipt) -> bytes:
    customer = asdict(one) | {"period_start": date.fromisoformat(f"{one.billing_period}-01")}
    source = {"source_sha256": "0" * 64, "source_line": 2}
    rows = [customer | line | source for line in customer.pop("lines")]
    return snapshots.encode(pa.Table.from_pylist(rows, schema=SNAPSHOT))


def world_with(*receipts: Receipt) -> tuple[FakeWorld, dict[str, str]]:
    """Audited receipts and the messages that point to them."""
    world, bodies = FakeWorld(), {}
    for number, one in enumerate(receipts):
        key = keys.customer_key(one.customer_id)
        message = ReceiptMessage(
            receipt_id=keys.receipt_id(one),
            billing_period=one.billing_period,
            customer_key=key,
            run_id=RUN,
        )
        place = keys.snapshot_key(
            billing_period=one.billing_period, customer_key=key, receipt_id=message.receipt_id
        )
        letterhead = keys.letterhead_key(billing_period=one.billing_period, run_id=RUN)
        world.audit.objects |= {place: snapshot(one), letterhead: to_json(LETTERHEAD)}
        bodies[str(number)] = to_body(message)
    return world, bodies


def work(world: FakeWorld, bodies: dict[str, str], *, mailbox: str = MAILBOX) -> list[str]:
    return working.work(world, bodies, environment="trial", redirect_all_mail_to=mailbox)


def read(mime: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(mime, policy=default)


ALICE = receipt()
BOB = receipt(customer_id="C2", customer_name='B\u00f6b, "Ltd"', email="bob@example.com")


def test_every_mail_of_a_trial_goes_to_its_one_mailbox():
    world, bodies = world_with(ALICE, BOB)

    work(world, bodies)

    assert [mail.recipient for mail in world.mailer.sent] == [MAILBOX, MAILBOX]
    assert [read(mail.mime)["To"] for mail in world.mailer.sent] == [MAILBOX, MAILBOX]


@pytest.mark.parametrize(
    ("one", "who"),
    [(ALICE, "Alice <alice@example.com>"), (BOB, 'B\u00f6b, "Ltd" <bob@example.com>')],
    ids=["plain", "with signs"],
)
def test_the_first_line_says_who_would_have_had_it(one, who):
    world, bodies = world_with(one)

    work(world, bodies)

    text = read(world.mailer.sent[0].mime).get_body(["plain"]).get_content()
    first, blank, seller, *_ = text.replace("\N{WORD JOINER}", "").splitlines()
    assert first == f"Trial: this receipt would have gone to {who}."
    assert (blank, seller) == ("", "Example Cloud Ltd")


def test_the_subject_is_marked():
    world, bodies = world_with(ALICE)

    work(world, bodies)

    # Folded: longer than a line, it begins on the second.
    assert read(world.mailer.sent[0].mime)["Subject"].strip().startswith("[trial] Receipt ")


def test_no_header_names_the_customer():
    world, bodies = world_with(ALICE)

    work(world, bodies)

    headers = world.mailer.sent[0].mime.partition(b"\r\n\r\n")[0]
    assert b"alice" not in headers.lower()


def test_ledger_tags_and_kept_mail_are_as_always():
    world, bodies = world_with(ALICE)

    work(world, bodies)

    (mail,), row = world.mailer.sent, world.ledger.only()
    (kept,) = [body for key, body in world.audit.objects.items() if key.startswith("mails/")]
    assert row.state is State.SENT
    assert mail.tags["receipt_id"] == row.receipt_id == keys.receipt_id(ALICE)
    assert mail.tags["bill_id"] == keys.bill_id(ALICE)
    assert gzip.decompress(kept) == mail.mime


@pytest.mark.parametrize("field", ["customer_name", "email"])
def test_what_no_header_could_hold_is_found_in_the_trial_already(field):
    world, bodies = world_with(receipt(**{field: "x@example.com\r\nBcc: evil@example.com"}))

    work(world, bodies)

    assert world.mailer.sent == []
    assert [cause for cause, _ in world.dead_letters.kept] == ["cannot_be_rendered"]


@pytest.mark.parametrize(
    "mailbox",
    ["you@example.com\r\nBcc: evil@example.com", "you@example.com, evil@example.com", "nobody"],
)
def test_a_mailbox_that_is_not_one_address_gets_nothing(mailbox, caplog):
    world, bodies = world_with(ALICE)

    work(world, bodies, mailbox=mailbox)

    assert world.mailer.sent == []
    assert world.ledger.rows == {}
    assert "@" not in caplog.text


def test_logs_name_neither_the_customer_nor_the_mailbox(caplog):
    world, bodies = world_with(ALICE)

    with caplog.at_level("DEBUG"):
        work(world, bodies)

    told = [str(vars(record)) for record in caplog.records]
    assert told
    assert not any("@" in each or "Alice" in each for each in told)
