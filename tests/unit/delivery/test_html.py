"""What the HTML says and cannot be made to say; tests/browser sees what it looks like."""

import re
from dataclasses import replace
from decimal import Decimal
from email.headerregistry import Address
from html.parser import HTMLParser

import pytest

from receipts.delivery.render import render
from receipts.delivery.wording import LOGO_CID
from receipts.letterhead import Logo
from tests.builders import LETTERHEAD, line, receipt

HOSTILE = """</td><script>x()</script><a href='https://evil.example'>"&{{ 7*7 }}"""
SELLER = replace(
    LETTERHEAD,
    seller_address="12 Sample Street, Exampleton",
    seller_tax_id="GB 000 0000 00",
    support_contact="billing@cloud.example",
    footer="First line.\nSecond line.",
)
LOGO = Logo(kind="png", width=48, height=40, data=b"")
#: What may stand in a mail. None of it runs, and none of it loads.
KNOWN = {
    *("html", "head", "meta", "title", "style", "body", "div", "main", "h1", "p", "bdi", "br"),
    *("table", "thead", "tbody", "tr", "th", "td", "strong", "a", "img"),
}


class Read(HTMLParser):
    """A document's elements, and the text that is not in its head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html.partition("<body")[0])
        self.words.clear()
        self.feed("<body" + html.partition("<body")[2])

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def html(*lines, letterhead=SELLER, revision=1, would_go_to=None, **changes):
    return render(
        receipt(*lines, **changes),
        letterhead=letterhead,
        revision=revision,
        would_go_to=would_go_to,
    ).html


def test_it_says_what_the_text_says():
    lines = (
        line("Hosting", "10", description="Frankfurt", quantity=Decimal(5), unit="hours"),
        line("Hosting", "2.50"),
        line("Backup", "1"),
    )
    rendered = render(receipt(*lines), letterhead=SELLER, revision=2)

    shown = Read(rendered.html).text

    missing = [word for word in rendered.text.split() if word.strip("-,:") not in shown]
    assert missing == []


def test_customers_values_are_text():
    values = line(HOSTILE, "1", description=HOSTILE, quantity=Decimal(1), unit=HOSTILE)
    to = Address(HOSTILE, addr_spec="c@customer.example")

    read = Read(html(values, customer_name=HOSTILE, customer_id=HOSTILE, would_go_to=to))

    assert {tag for tag, _ in read.elements} <= KNOWN
    assert [anchor["href"] for anchor in read.named("a")] == ["mailto:billing@cloud.example"]
    assert "evil.example" not in read.text
    assert read.text.replace("\N{WORD JOINER}", "").count("evil.example") == 7


def test_the_sellers_values_are_text_too():
    seller = replace(SELLER, **dict.fromkeys(("seller_name", "seller_address", "footer"), HOSTILE))

    read = Read(html(letterhead=seller))

    assert {tag for tag, _ in read.elements} <= KNOWN
    assert len(read.named("a")) == 1


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("billing@cloud.example", "mailto:billing@cloud.example"),
        ("https://cloud.example/help", "https://cloud.example/help"),
        ("Call +44 0000 000000", None),
    ],
)
def test_the_sellers_contact_can_be_clicked(contact, link):
    read = Read(html(letterhead=replace(SELLER, support_contact=contact)))

    assert f"Questions? {contact}" in read.text
    assert [anchor["href"] for anchor in read.named("a")] == ([link] if link else [])


def test_the_logo_travels_with_the_mail():
    read = Read(html(letterhead=replace(SELLER, logo=LOGO)))

    (logo,) = read.named("img")
    assert (logo["src"], logo["width"], logo["height"]) == (f"cid:{LOGO_CID}", "48", "40")
    assert logo["alt"] == ""


def test_nothing_is_loaded_and_nothing_runs():
    page = html(letterhead=replace(SELLER, logo=LOGO))

    assert not re.search(r"url\(|@import|<link|<script|srcset|https?:", page)


def test_it_has_one_heading_and_its_table_has_headers():
    read = Read(html(line("Hosting", "1"), line("Backup", "2")))

    assert len(read.named("h1")) == 1
    assert [header["scope"] for header in read.named("th")] == [
        *("col", "col"),
        *("rowgroup", "rowgroup"),
        "row",
    ]


def test_its_language_stays_when_a_mail_program_drops_the_head():
    (main,) = Read(html()).named("main")

    assert (main["lang"], main["dir"]) == ("en", "ltr")


def test_the_first_words_an_inbox_shows_are_the_total():
    assert Read(html(line("S", "12"))).text.startswith("Total: $12.00 · September 2024")


@pytest.mark.parametrize(
    ("amount", "style"), [("99", "white-space:nowrap"), ("9" * 15, "width:50%")]
)
def test_an_amount_stays_whole_unless_it_is_huge(amount, style):
    total = Read(html(line("S", amount))).named("td")[-2]

    assert style in total["style"]


def test_ten_lines_are_far_from_where_gmail_clips():
    lines = [
        line(
            f"Service {n}",
            "12.50",
            description="Standard, 4 cores, Frankfurt",
            quantity=Decimal("1440.5"),
            unit="hours",
            unit_price=Decimal("0.1692"),
        )
        for n in range(10)
    ]

    assert len(html(*lines).encode()) < 12_000
