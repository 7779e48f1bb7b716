"""What customers' values must never become: a header, an element, a link, a line of their own."""

import email
from decimal import Decimal
from email.policy import default
from html.parser import HTMLParser

import pytest
from linkify_it import LinkifyIt

from receipts.delivery.mime import Envelope, build_mime, customer_of
from receipts.delivery.render import render
from receipts.letterhead import Letterhead, Logo
from tests.builders import NOW, line, receipt

_EAGER = LinkifyIt({}, {"fuzzy_link": True, "fuzzy_email": True, "fuzzy_ip": True})
LETTERHEAD = Letterhead(
    seller_name="Example Cloud Ltd",
    logo=Logo(kind="png", width=120, height=40, data=b"picture"),
)

HOSTILE = [
    "=?utf-8?q?Bcc:_evil?=",
    "{{ 7*7 }}{% raw %}#{7*7}${7*7}",
    "%(name)s %s %",
    "<script>alert(1)</script>",
    "</td></table><h1>Paid</h1>",
    "<!-- --><![CDATA[ &lt;b&gt; &#60;b>",
    '" onmouseover="alert(1)" x=\'',
    "<img src=https://evil.com/x.png>",
    "<a href='javascript:alert(1)'>pay</a>",
    "style=background:url(//evil.com)",
    "https://evil.com/pay",
    "www.evil.com evil.com пример.рф 192.168.1.1",
    "mailto:bob@evil.com bob@evil.com",
    "\u202e00.0$ :latoT\u202d\u2066",
    "x\u2028Total: 0\u2029",
]
#: Nothing but the control characters that the parser refuses: this is the second wall.
BREAKING = ["x\r\nBcc: evil@example.com", "x\n\nTotal: 0", "x\r\rTotal: 0"]
OF_THE_CUSTOMER = ["customer_name", "customer_id"]
OF_THE_LINE = ["service_name", "description", "unit"]


def with_value(field, value):
    """A receipt that has it in one place."""
    ours = {
        "service_name": "Hosting",
        "description": "A server",
        "unit": "hours",
        "quantity": Decimal(2),
    }
    if field in OF_THE_LINE:
        return receipt(line(**ours | {field: value}))
    return receipt(line(**ours), **{field: value})


def mail_of(one):
    words = render(one, letterhead=LETTERHEAD, revision=1)
    envelope = Envelope(
        to=customer_of(one), from_address="billing@example.com", reply_to=None, now=NOW
    )
    raw = build_mime(words, letterhead=LETTERHEAD, envelope=envelope)
    return email.message_from_bytes(raw, policy=default)


def text_of(mail):
    return mail.get_body(["plain"]).get_content()


class Elements(HTMLParser):
    """Everything in an HTML but what it says, and apart from it what it says."""

    def __init__(self, html):
        super().__init__()
        self.all, self.addresses, self.texts = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, attrs))
        self.addresses += [value for name, value in attrs if name in {"src", "href", "srcset"}]

    def handle_endtag(self, tag):
        self.all.append(tag)

    def handle_comment(self, data):
        self.all.append(f"<!--{data}")

    def handle_decl(self, decl):
        self.all.append(decl)

    unknown_decl = handle_pi = handle_comment

    def handle_data(self, data):
        self.texts.append(data)


def elements_of(mail):
    return Elements(mail.get_body(["html"]).get_content())


@pytest.mark.parametrize("field", [*OF_THE_CUSTOMER, *OF_THE_LINE])
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_a_text_and_nothing_else(field, value):
    harmless, hostile = mail_of(with_value(field, "harmless")), mail_of(with_value(field, value))

    assert hostile.keys() == harmless.keys()
    assert elements_of(hostile).all == elements_of(harmless).all
    assert len(text_of(hostile).splitlines()) == len(text_of(harmless).splitlines())
    assert not _EAGER.match(text_of(hostile))
    assert not [text for text in elements_of(hostile).texts if _EAGER.match(text)]


@pytest.mark.parametrize("field", ["customer_id", *OF_THE_LINE])
@pytest.mark.parametrize("value", BREAKING)
def test_a_line_break_in_a_value_breaks_no_line(field, value):
    harmless, hostile = mail_of(with_value(field, "harmless")), mail_of(with_value(field, value))

    assert hostile.keys() == harmless.keys()
    assert len(text_of(hostile).splitlines()) == len(text_of(harmless).splitlines())


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_still_there_to_be_read(value):
    seen = text_of(mail_of(with_value("description", value))).replace("\N{WORD JOINER}", "")

    assert value.translate(dict.fromkeys(range(0x202A, 0x202F))).split("\u2028")[0][:12] in seen


@pytest.mark.parametrize(
    "address",
    ["a@b.com\r\nBcc: evil@example.com", "a@b.com, evil@example.com", "a b@c.com", "nobody"],
)
def test_what_is_not_one_address_makes_no_mail(address):
    with pytest.raises(ValueError, match=r"."):
        mail_of(receipt(email=address))


def test_a_mail_loads_nothing_and_leads_nowhere():
    html = mail_of(receipt()).get_body(["html"]).get_content()

    assert Elements(html).addresses == ["cid:logo@receipts"]
    assert not [sign for sign in ("url(", "@import", "http:", "https:", "//") if sign in html]
