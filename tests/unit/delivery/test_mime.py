"""The bytes that SES gets, read back with the standard library."""

import contextlib
import email
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.delivery.charge_list import Attachment
from receipts.delivery.mime import MOST_BYTES, Envelope, build_mime, customer_of
from receipts.delivery.render import Rendered, render
from receipts.delivery.wording import LOGO_CID
from receipts.errors import UnrenderableError
from receipts.letterhead import Letterhead, Logo
from tests.builders import LETTERHEAD, NOW, line, receipt

LOGO = Logo(kind="png", width=120, height=40, data=bytes(range(256)) * 10)
BRANDED = Letterhead(seller_name="Example Cloud Ltd", logo=LOGO)
LIST = Attachment("receipt-x.csv", "text/csv", "\ufeffa,b\r\nCaf\u00e9,1\r\n".encode())
TO = Address("Alice", addr_spec="alice@example.com")
WORDS = Rendered(subject="S", text="words\n", html="<p>words</p>\n", language="en")


def envelope(to=TO, *, reply_to="help@example.com"):
    return Envelope(to=to, from_address="billing@example.com", reply_to=reply_to, now=NOW)


def built(to=TO, *, letterhead=LETTERHEAD, reply_to="help@example.com", **changes):
    words = {name: getattr(WORDS, name) for name in WORDS.__slots__} | changes
    return build_mime(
        Rendered(**words), letterhead=letterhead, envelope=envelope(to, reply_to=reply_to)
    )


def read(raw):
    return email.message_from_bytes(raw, policy=default)


def sent(one=None):
    one = one or receipt()
    words = render(one, letterhead=LETTERHEAD, revision=1)
    raw = build_mime(words, letterhead=LETTERHEAD, envelope=envelope(customer_of(one)))
    return raw, read(raw)


def kinds(mail):
    """Its structure: a kind, or a kind and its parts."""
    if mail.is_multipart():
        return (mail.get_content_type(), *map(kinds, mail.iter_parts()))
    return mail.get_content_type()


def test_the_headers_are_these_and_no_others():
    _, mail = sent()

    assert dict(mail.items()) == {
        "From": "Example Cloud Ltd <billing@example.com>",
        "Reply-To": "help@example.com",
        "To": "Alice <alice@example.com>",
        "Subject": render(receipt(), letterhead=LETTERHEAD, revision=1).subject,
        "Date": mail["Date"],
        "Content-Language": "en",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "MIME-Version": "1.0",
        "Content-Type": mail["Content-Type"],
    }
    assert mail["Date"].datetime == NOW


def test_without_a_mailbox_for_answers_they_go_to_the_sender():
    assert "Reply-To" not in read(built(reply_to=None))


def test_the_language_is_that_of_the_words():
    assert read(built(language="pt-BR"))["Content-Language"] == "pt-BR"


_WORDS = ("multipart/alternative", "text/plain", "text/html")
_PICTURED = ("multipart/alternative", "text/plain", ("multipart/related", "text/html", "image/png"))


@pytest.mark.parametrize(
    ("letterhead", "files", "structure"),
    [
        (LETTERHEAD, (), _WORDS),
        (BRANDED, (), _PICTURED),
        (LETTERHEAD, (LIST,), ("multipart/mixed", _WORDS, "text/csv")),
        (BRANDED, (LIST,), ("multipart/mixed", _PICTURED, "text/csv")),
    ],
    ids=["words", "logo", "list", "logo and list"],
)
def test_a_mail_has_the_parts_it_needs_and_each_is_sound(letterhead, files, structure):
    mail = read(built(letterhead=letterhead, attachments=files))

    assert kinds(mail) == structure
    assert [part.defects for part in mail.walk()] == [[]] * len(list(mail.walk()))


def test_the_logo_is_embedded_under_the_name_that_the_html_gives_it():
    mail = read(built(letterhead=BRANDED))

    (picture,) = [part for part in mail.walk() if part.get_content_maintype() == "image"]
    assert picture["Content-ID"] == f"<{LOGO_CID}>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == LOGO.data


def test_the_list_is_attached_byte_for_byte():
    (file,) = read(built(attachments=(LIST,))).iter_attachments()

    assert file.get_content_disposition() == "attachment"
    assert file.get_filename() == "receipt-x.csv"
    assert file.get_payload(decode=True) == LIST.data


def test_the_bytes_are_rfc_5322():
    raw, _ = sent(receipt(line("S\u00e9rvice " + "x" * 190, "1"), customer_name="\u4e2d" * 200))

    lines = raw.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 78
    assert raw.isascii()


def test_the_same_receipt_and_time_are_the_same_bytes():
    assert sent()[0] == sent()[0]


_LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))
_TEXTS = st.lists(_LINES | st.sampled_from(["", ".", "--", "From me", "end \t", "=3D", "x" * 300]))


@given(text=_TEXTS, html=_TEXTS, data=st.binary())
def test_every_part_arrives_exactly(text, html, data):
    text, html = ("".join(f"{line}\n" for line in lines) for lines in (text, html))
    file = Attachment("x.csv.zip", "application/zip", data)

    raw = built(text=text, html=html, attachments=(file,), letterhead=BRANDED)

    mail = read(raw)
    plain, rich = (mail.get_body([kind]).get_payload(decode=True) for kind in ("plain", "html"))
    assert plain.decode() == text.replace("\n", "\r\n")
    assert rich.decode() == html.replace("\n", "\r\n")
    assert [each.get_content() for each in mail.iter_attachments()] == [data]
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.isascii()


def test_a_text_that_quotes_a_boundary_is_no_boundary():
    first = built(letterhead=BRANDED, attachments=(LIST,))
    boundaries = [part.get_boundary() for part in read(first).walk() if part.is_multipart()]
    text = "".join(f"--{boundary}\n--{boundary}--\n" for boundary in boundaries)

    again = built(text=text, letterhead=BRANDED, attachments=(LIST,))

    assert len(set(boundaries)) == 3
    assert kinds(read(again)) == kinds(read(first))


def file_of(size):
    return Attachment("x.csv.zip", "application/zip", bytes(size))


def test_a_large_mail_is_made():
    assert 19_000_000 < len(built(attachments=(file_of(14_000_000),))) <= MOST_BYTES


def test_a_mail_that_few_mailboxes_would_take_is_not_made():
    with pytest.raises(UnrenderableError, match="larger than 20,000,000 bytes"):
        built(attachments=(file_of(15_000_000),))


NAMES = [
    "Alice",
    "",
    'Jo\u00e3o \u4e2d\u6587, "Ltd"',
    "\u4e2d" * 200,
    "x" * 200,
    "word " * 39 + "word",
    "\N{PILE OF POO} & S\u00f6hne <a@b.example>",
    "back\\slash",
    "\u05e9\u05dc\u05d5\u05dd",
]


@pytest.mark.parametrize("name", [*NAMES, "back\\slash =?utf-8?q?n?="])
def test_the_headers_are_those_of_the_standard_librarys_own_message(name):
    to, subject = Address(name, addr_spec="alice@example.com"), f"Receipt from {name}"
    plain = EmailMessage(policy=SMTP)
    plain["From"] = Address(name, addr_spec="billing@example.com")
    plain["Reply-To"] = Address(addr_spec="help@example.com")
    plain["To"] = to
    plain["Subject"] = subject
    plain["Date"] = NOW
    plain["Content-Language"] = "en"

    raw = built(to, subject=subject, letterhead=Letterhead(seller_name=name))

    assert raw.startswith(plain.as_bytes().removesuffix(b"\r\n"))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_arrives(name):
    raw = built(Address(name, addr_spec="a@b.com"), letterhead=Letterhead(seller_name=name))

    # Python 3.11's newer parser puts spaces between the encoded parts of a name.
    mail = email.message_from_bytes(raw)
    (to, to_address), (sender, from_address) = map(parseaddr, (mail["To"], mail["From"]))
    assert (to_address, from_address) == ("a@b.com", "billing@example.com")
    assert str(make_header(decode_header(to))) == str(make_header(decode_header(sender))) == name


@pytest.mark.parametrize("field", ["customer_name", "email"])
def test_a_line_break_in_a_value_is_never_a_header(field):
    """The parser refuses control characters; this is the second wall."""
    with pytest.raises(ValueError, match=r"."):
        sent(receipt(**{field: "x@example.com\r\nBcc: evil@example.com"}))


def test_a_subject_with_a_line_break_is_refused():
    with pytest.raises(ValueError, match=r"line"):
        built(subject="Receipt\r\nBcc: evil@example.com")


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?q?a=0D=0ABcc:_evil@example.com?=",
        "=?utf-8?q?a=0ABcc:_evil@example.com?=",
        "=?utf-8?q?a=0DBcc:_evil@example.com?=",
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
    assert b"\rBcc" not in raw
