import email
from email.policy import default

import pytest

from receipts.delivery.mime import build_mime, customer_of
from receipts.delivery.render import render
from receipts.model import Seller
from tests.builders import NOW, line, receipt

SELLER = Seller("Example Cloud Ltd", "billing@example.com", reply_to="help@example.com")


def sent(one=None, *, seller=SELLER):
    one = one or receipt()
    words = render(one, seller=seller, revision=1)
    raw = build_mime(words, to=customer_of(one), seller=seller, now=NOW)
    return raw, email.message_from_bytes(raw, policy=default)


def test_the_headers_are_complete():
    _, mail = sent()

    assert mail["From"] == "Example Cloud Ltd <billing@example.com>"
    assert mail["To"] == "Alice <alice@example.com>"
    assert mail["Reply-To"] == "help@example.com"
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in mail


def test_the_bytes_are_rfc_5322():
    raw, _ = sent(receipt(line("S\u00e9rvice " + "x" * 190, "1"), customer_name="\u4e2d" * 200))

    lines = raw.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 998
    assert raw.isascii()


def test_a_name_in_any_script_arrives():
    _, mail = sent(receipt(customer_name='Jo\u00e3o \u4e2d\u6587, "Ltd"'))

    assert mail["To"].addresses[0].display_name == 'Jo\u00e3o \u4e2d\u6587, "Ltd"'


@pytest.mark.parametrize("field", ["customer_name", "email"])
def test_a_line_break_in_a_value_is_never_a_header(field):
    """The parser refuses control characters; this is the second wall."""
    with pytest.raises(ValueError, match=r"."):
        sent(receipt(**{field: "x@example.com\r\nBcc: evil@example.com"}))


def test_the_same_receipt_and_time_are_the_same_bytes():
    assert sent()[0] == sent()[0]
