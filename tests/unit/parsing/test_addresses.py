"""What is taken for plain is what email-validator would have said."""

import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.parsing import addresses
from receipts.parsing.addresses import normalised

NAMES = st.one_of(
    st.sampled_from(
        [
            *("a", "A.b", "o'hara", "a+b", "a_b-c", "POSTMASTER", "postmaster", "Info", "abuse"),
            *("a.", ".a", "a..b", "", "-", "_", "a b", '"a b"', "m\u00fc", "a@b", "xn--a"),
            *("x" * 50, "x" * 62, "x" * 63, "x" * 64, "x" * 65, "a." * 31 + "aa", "a." * 32 + "a"),
        ]
    ),
    st.text("aZ09._+-", max_size=8),
)
LABELS = st.one_of(
    st.sampled_from(
        [
            *("example", "EXAMPLE", "x-y", "-x", "x-", "x_y", "ab--cd", "a--b", "--", "0", "1x"),
            *("xn--mller-kva", "XN--MLLER-KVA", "xn--x", "xn--", "xn--a", "m\u00fcller", "\u4e2d"),
            *("M\u00dcLLER", "\u0130", "\u00df", "x" * 62, "x" * 63, "x" * 64, "", "\uff41"),
            *("test", "local", "invalid", "onion", "arpa", "localhost", "in-addr", "home"),
        ]
    ),
    st.text("aZ0-_", max_size=5),
)
LAST = st.sampled_from(
    [
        *("com", "COM", "c", "co", "c0m", "123", "x" * 63, "x" * 64, "xn--p1ai", "\u0440\u0444"),
        *("test", "TEST", "local", "invalid", "onion", "arpa", "localhost", "atest", "test."),
        *("com.", "example", "", "c-m", "-com", "com-", "com\n"),
    ]
)
ADDRESSES = st.one_of(
    st.tuples(NAMES, st.lists(LABELS, max_size=3), LAST).map(
        lambda parts: f"{parts[0]}@{'.'.join([*parts[1], parts[2]])}"
    ),
    st.text("aA0.@-_+ ", max_size=12),
    st.tuples(NAMES, st.sampled_from(["a", "x" * 30, "abcdefgh." * 27 + "x"])).map(
        lambda parts: f"{parts[0]}@{parts[1]}.com"
    ),
)


def as_the_library_says(address):
    try:
        found = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        return None
    return found.ascii_email


@settings(deadline=None, max_examples=200)
@given(st.lists(ADDRESSES, min_size=1, max_size=20))
def test_every_address_is_written_as_the_library_writes_it(texts):
    written = normalised(pl.Series(texts)).to_list()

    assert written == [as_the_library_says(text) for text in texts]


@pytest.mark.parametrize(
    "length", range(addresses._PLAIN_LENGTH - 2, addresses._PLAIN_LENGTH + 14), ids=str
)
def test_around_the_length_of_plain_addresses_nothing_changes(length):
    texts = ["x" * (length - len("@b.com")) + "@b.com", "a@" + "x" * (length - 6) + ".com"]

    written = normalised(pl.Series(texts)).to_list()

    assert written == [as_the_library_says(text) for text in texts]


@pytest.mark.parametrize("name", addresses.SPECIAL_USE_DOMAIN_NAMES)
def test_nobody_receives_mail_at_a_reserved_domain(name):
    texts = [f"a@{name}", f"a@x.{name}", f"a@x.y.{name.upper()}", f"a@x{name}.com"]

    written = normalised(pl.Series(texts)).to_list()

    assert written == [None, None, None, texts[-1]]


@pytest.mark.parametrize("name", addresses.CASE_INSENSITIVE_MAILBOX_NAMES)
def test_mailboxes_that_everybody_has_are_written_in_lower_case(name):
    texts = [f"{name.upper()}@x.com", f"{name.title()}@x.com", f"{name.upper()}x@x.com"]

    written = normalised(pl.Series(texts)).to_list()

    assert written == [f"{name}@x.com", f"{name}@x.com", texts[-1]]


def test_plain_addresses_are_not_asked_of_the_library(monkeypatch):
    monkeypatch.setattr(addresses, "_written", lambda address: f"asked: {address}")
    texts = ["alice@example.com", "o'hara@example.com", "B.o-b+x@mail.example.co.uk"]

    written = normalised(pl.Series(texts)).to_list()

    assert written == [texts[0], "asked: o'hara@example.com", texts[2]]


@pytest.mark.parametrize("texts", [[], [None], [None, "x", "a@b.co", None]])
def test_no_address_stays_none(texts):
    written = normalised(pl.Series(texts, dtype=pl.String)).to_list()

    assert written == [text if text == "a@b.co" else None for text in texts]
