"""No mail program makes a link of what others wrote, as far as linkify-it speaks for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkify_it import LinkifyIt

from receipts.delivery.unlinked import unlinked

#: Top-level domains that linkify-it would not take for one by itself.
_MORE_DOMAINS = ["app", "example", "zip", "中国", "भारत", "テスト"]
_EAGER = LinkifyIt({}, {"fuzzy_link": True, "fuzzy_email": True, "fuzzy_ip": True})
_EAGER.tlds(_MORE_DOMAINS, keep_old=True)

LINKS = [
    "http://pay.example/x",
    "HTTPS://user:word@PAY.EXAMPLE",
    "ftp://files.example.com",
    "http://[::1]/ http://localhost:80 http://2130706433/",
    "//evil.com/x",
    "//localhost",
    "www.evil.com",
    "evil.com",
    "(evil.com)",
    "evil.com:8080/path?x=1",
    "t.co",
    "bob@example.com",
    '"bob smith"@example.com',
    "mailto:bob@example.com",
    "192.168.1.1/pay",
    "пример.рф",
    "भा.भारत",
    "例え.テスト",
    "\N{PILE OF POO}.la",
    "xn--e1afmkfd.xn--p1ai",
    "ev\N{SOFT HYPHEN}il\N{SOFT HYPHEN}.com",
    "evil\N{ZERO WIDTH SPACE}.com",
]
#: What some programs make links of, and linkify-it does not.
OTHERS = [
    ("mailto:bob%40example.com", "mailto:bob"),
    ("tel:+15550100", "tel:+"),
    ("javascript:alert(1)", "javascript:alert"),
    ("www.evil", "www.evil"),
    ("www.1evil", "www.1"),
    (r"\\server\share", r"\\server"),
    ("例え\u3002テスト", "え\u3002テ"),
    ("evil\uff0ecom", "l\uff0ec"),
]


@pytest.mark.parametrize("text", LINKS)
def test_no_address_is_found_any_more(text):
    before, after = _EAGER.match(text), _EAGER.match(unlinked(text))

    assert before
    assert not after


@pytest.mark.parametrize(("text", "together"), OTHERS)
def test_an_address_does_not_hold_together(text, together):
    assert together in text
    assert together not in unlinked(text)


@given(st.lists(st.sampled_from([*LINKS, *"/.:@ -", "a", "com", "www", "mailto", "1", "é"])))
def test_no_address_is_found_in_any_mixture(parts):
    assert not _EAGER.match(unlinked("".join(parts)))


@pytest.mark.parametrize(
    "text",
    [
        *("ACME.42", "v2.0", "1.5", "1.2.3", "U.S. support", "J.R. Smith", "and/or", "CUST:42"),
        *("10 € / GB", "3 @ 5", "Inc.", "Müller & Co. KG", "12:30", "भारत", "שלום, עולם"),
    ],
)
def test_an_ordinary_text_stays_as_it_is(text):
    assert unlinked(text) == text


@given(st.text())
def test_the_eye_sees_the_same_letters(text):
    seen = unlinked(text).replace("\N{WORD JOINER}", "")

    assert seen == text.replace("\N{WORD JOINER}", "")
