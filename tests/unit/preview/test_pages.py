from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from receipts.delivery.compose import Office, compose
from receipts.letterhead import Logo
from receipts.preview.pages import Neighbours, receipt_files, unmailable_page
from receipts.preview.plan import Planned
from tests.builders import LETTERHEAD, NOW, line, receipt

OFFICE = Office(from_address="billing@example.com", reply_to="help@example.com", mailbox=None)
LOGO = Logo(kind="png", width=10, height=5, data=b"picture")
NOBODY = Neighbours(None, None)
PLANNED = Planned(
    number="2024-09-AAAAA-BBBBB",
    customer_id="C1",
    customer_name="Alice",
    address="alice@example.com",
    currency="USD",
    locale="en",
    total=Decimal(10),
    line_count=1,
    mailed=True,
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"></iframe><img src=x onerror=alert(1)>',
    "</pre></textarea><svg onload=alert(1)>",
    "../../../../etc/passwd",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
]


class Page(HTMLParser):
    """Which elements a page has, and the attributes of each."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def files(one=None, *, letterhead=LETTERHEAD, neighbours=NOBODY, planned=PLANNED, office=OFFICE):
    composed = compose(one or receipt(), letterhead=letterhead, revision=1, office=office, now=NOW)
    return receipt_files(planned, composed, letterhead=letterhead, neighbours=neighbours)


def shape(page: Page) -> list[str]:
    return [tag for tag, _ in page.elements]


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_a_customer_is_called_the_page_has_the_same_elements(value):
    one = receipt(line(value), customer_name=value, customer_id=value)
    planned = replace(PLANNED, customer_name=value, customer_id=value)

    made = files(one, planned=planned)

    page = Page(made["index.html"])
    assert shape(page) == shape(Page(files()["index.html"]))
    assert shape(Page(made["mail.html"])) == shape(Page(files()["mail.html"]))
    assert value in page.texts
    assert set(made) == {"index.html", "mail.eml", "mail.txt", "mail.html"}


@pytest.mark.parametrize("value", HOSTILE)
def test_so_has_the_page_of_what_makes_no_mail(value):
    planned = replace(PLANNED, customer_name=value, customer_id=value, address=value)

    hostile = unmailable_page(planned, reason=value, neighbours=NOBODY)["index.html"]

    plain = unmailable_page(PLANNED, reason="plain", neighbours=NOBODY)["index.html"]
    assert shape(Page(hostile)) == shape(Page(plain))


def test_a_page_runs_nothing_and_fetches_nothing():
    page = Page(files()["index.html"])

    (policy,) = [meta["content"] for meta in page.all("meta") if "http-equiv" in meta]
    assert policy.startswith("default-src 'none';")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert not page.all("script")
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]
    addresses = [found.get(name) for _, found in page.elements for name in ("src", "href")]
    assert {address for address in addresses if address} == {
        "data:,",
        "../../preview.css",
        "../../index.html",
        "mail.eml",
        "mail.html",
        "mail.txt",
    }


def test_the_mail_is_in_a_sandbox_that_allows_nothing_and_has_a_title():
    (frame,) = Page(files()["index.html"]).all("iframe")

    assert frame["sandbox"] is None
    assert frame["src"] == "mail.html"
    assert frame["title"]


def test_the_logo_is_in_the_html_itself():
    made = files(letterhead=replace(LETTERHEAD, logo=LOGO))

    (picture,) = Page(made["mail.html"]).all("img")
    assert picture["src"] == "data:image/png;base64,cGljdHVyZQ=="


def test_a_long_receipt_has_its_list_beside_it():
    long = receipt(*(line(f"S{n}", "1.00") for n in range(100)))

    made = files(long)

    (attached,) = [name for name in made if name.endswith(".csv")]
    assert attached in [link["href"] for link in Page(made["index.html"]).all("a")]
    assert made[attached].count(b"\r\n") == 101


def test_headers_are_shown():
    shown = [text.strip() for text in Page(files()["index.html"]).texts]

    assert "Example Cloud Ltd <billing@example.com>" in shown
    assert "Alice <alice@example.com>" in shown
    assert "help@example.com" in shown


def test_a_page_leads_to_the_receipts_before_and_after():
    page = Page(files(neighbours=Neighbours("n1", "n3"))["index.html"])

    links = {link.get("rel"): link["href"] for link in page.all("a")}
    assert (links["prev"], links["next"]) == ("../n1/index.html", "../n3/index.html")


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("pt-BR", "ltr"), ("ar", "rtl")]
)
def test_text_of_the_receipt_is_marked_with_its_language_and_direction(language, direction):
    composed = compose(receipt(), letterhead=LETTERHEAD, revision=1, office=OFFICE, now=NOW)
    spoken = replace(composed, rendered=replace(composed.rendered, language=language))

    made = receipt_files(PLANNED, spoken, letterhead=LETTERHEAD, neighbours=NOBODY)

    (text,) = Page(made["index.html"]).all("pre")
    assert (text["lang"], text["dir"]) == (language, direction)
