import contextlib
import email
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest

from receipts.delivery.mime import build_mime, customer_of
from receipts.delivery.render import Rendered, render
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


@pytest.mark.parametrize(
    "name",
    [
        "Alice",
        "",
        'Jo\u00e3o \u4e2d\u6587, "Ltd"',
        "\u4e2d" * 200,
        "x" * 200,
        "word " * 39 + "word",
        "\N{PILE OF POO} & S\u00f6hne <a@b.example>",
        "back\\slash =?utf-8?q?n?=",
    ],
)
def test_the_headers_are_those_of_the_standard_librarys_own_message(name):
    to = Address(name, addr_spec="alice@example.com")
    plain = EmailMessage(policy=SMTP)
    plain["From"] = Address(SELLER.name, addr_spec=SELLER.from_address)
    plain["Reply-To"] = Address(addr_spec=SELLER.reply_to)
    plain["To"] = to
    plain["Subject"] = f"Receipt from {name}"
    plain["Date"] = NOW
    plain["Auto-Submitted"] = "auto-generated"
    plain.set_content("x", cte="quoted-printable")

    words = Rendered(f"Receipt from {name}", "x\n")
    raw = build_mime(words, to=to, seller=SELLER, now=NOW)

    assert raw == plain.as_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "Caf\u00e9 \u4e2d\u6587 = 3\n",
        "x" * 300 + "\n",
        "\u4e2d" * 100 + "\n",
        "ends with a blank \nand a tab\t\n",
        "From me\n.\n..\n--\n",
        "no line break at the end",
        "\n\n",
    ],
)
def test_any_text_arrives_as_it_was_rendered(text):
    raw = build_mime(Rendered("S", text), to=Address("A", "a", "b.com"), seller=SELLER, now=NOW)

    mail = email.message_from_bytes(raw, policy=default)
    assert mail.get_content().replace("\r\n", "\n") == text.removesuffix("\n") + "\n"
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_a_subject_with_a_line_break_is_refused():
    words = Rendered("Receipt\r\nBcc: evil@example.com", "x")

    with pytest.raises(ValueError, match=r"line"):
        build_mime(words, to=customer_of(receipt()), seller=SELLER, now=NOW)


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?q?a=0D=0ABcc:_evil@example.com?=",
        "=?utf-8?q?a=0ABcc:_evil@example.com?=",
        "=?utf-8?q?a=0D=0A=0D=0ABcc:_evil@example.com?= " + "x" * 100,
        "\u00e9" * 50 + " =?utf-8?b?YQ0KQmNjOiBldmlsQGV4YW1wbGUuY29t?=",
    ],
)
def test_an_encoded_line_break_is_never_a_header(name):
    """The parser lets it through: there is no control character in it."""
    raw = b""

    with contextlib.suppress(ValueError):
        raw, _ = sent(receipt(customer_name=name))

    assert b"\nBcc" not in raw
