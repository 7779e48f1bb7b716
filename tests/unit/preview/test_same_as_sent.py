"""What is looked at is what is sent."""

import pytest

from receipts.delivery.compose import Office
from receipts.parsing.evaluate import evaluate
from receipts.preview.service import Site, make_site
from tests.builders import NOW, charges_csv, inputs, rulebook
from tests.fakes import FakeWorld
from tests.working import drop, work

HEADER = "customer_id,customer_name,email,service_name,charges,currency,quantity,unit_price"
ROWS = [
    "C1,Zoë “Z” Ünal,zoe@example.com,Hosting,0.335,USD,3,0.11166666",
    "C1,Zoë “Z” Ünal,zoe@example.com,www.pay.example,-5.50,USD,,",
    "C2,山田太郎,taro@bücher.example,Backup,1234.5,JPY,,",
    *(f"C3,Long,long@example.com,Service {n},1.005,KWD,," for n in range(100)),
]


@pytest.mark.parametrize("mailbox", ["", "me@example.com"])
def test_each_mail_is_byte_for_byte_the_one_that_the_worker_sends(tmp_path, mailbox):
    data, world = charges_csv(*ROWS, header=HEADER), FakeWorld()
    drop(world, data)
    environment = "test" if mailbox else "prod"
    work(world, redirect_all_mail_to=mailbox, environment=environment, ses_max_send_rate=1000)
    sent = sorted(mail.mime for mail in world.mailer.sent)

    make_site(site(data, mailbox=mailbox or None), tmp_path, progress=lambda *_: None)

    shown = sorted(path.read_bytes() for path in tmp_path.glob("receipts/*/mail.eml"))
    assert len(sent) == 3
    assert [without_date(mime) for mime in shown] == [without_date(mime) for mime in sent]


def site(data: bytes, *, mailbox: str | None) -> Site:
    return Site(
        file="charges.csv",
        runs=evaluate(inputs(data, rulebook=rulebook())),
        outcomes=[],
        office=Office(from_address="billing@example.com", reply_to=None, mailbox=mailbox),
        now=NOW,
    )


def without_date(mime: bytes) -> list[bytes]:
    lines = mime.split(b"\r\n")
    (date,) = [line for line in lines if line.startswith(b"Date: ")]
    return [line for line in lines if line != date]
