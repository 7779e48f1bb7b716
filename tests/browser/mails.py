"""Receipts that a customer could get. All of it is invented."""

import functools
from dataclasses import replace
from decimal import Decimal
from email.headerregistry import Address
from functools import partial

from receipts.delivery.render import render
from receipts.letterhead import Letterhead, Logo
from receipts.model import Line
from receipts.preview.pages import with_logo
from tests.builders import LETTERHEAD, line, receipt
from tests.png import GREY_AND_ALPHA, encoded


def _bars(width: int, height: int) -> bytes:
    """Three white bars, each higher than the one before, on nothing."""

    def pixel(x: int, y: int) -> bytes:
        bar, inside = divmod(x * 3 * 8 // width, 8)
        return b"\xff\xff" if inside < 6 and y >= height * (2 - bar) // 3 else b"\0\0"

    rows = [b"".join(pixel(x, y) for x in range(width)) for y in range(height)]
    return encoded(width, rows, colour_type=GREY_AND_ALPHA)


LOGO = Logo(kind="png", width=48, height=40, data=_bars(96, 80))
SELLER = Letterhead(
    seller_name="Example Cloud Ltd",
    seller_address="12 Sample Street, Exampleton EX1 2MP, United Kingdom",
    seller_tax_id="GB 000 0000 00",
    support_contact="billing@cloud.example",
    colour="#1d4ed8",
    footer="Registered in England and Wales, no. 00000000.",
)
WITH_LOGO = replace(SELLER, logo=LOGO)


def used(service: str, description: str, quantity: str, unit: str, price: str) -> Line:
    """A line that says how much of what, for how much each."""
    numbers = Decimal(quantity), Decimal(price)
    return line(
        service,
        str(numbers[0] * numbers[1]),
        description=description,
        quantity=numbers[0],
        unit=unit,
        unit_price=numbers[1],
    )


TEN = (
    used("Virtual machines", "Standard, 4 cores, Frankfurt", "1440", "hours", "0.1692"),
    used("Virtual machines", "Memory, 16 cores, Dublin", "96", "hours", "1.2096"),
    used("Virtual machines", "Build runners", "311.5", "hours", "0.048"),
    used("Object storage", "Kept", "5120", "GB", "0.021"),
    used("Object storage", "Requests", "18400000", "requests", "0.0000004"),
    used("Databases", "Two nodes, high availability", "1440", "hours", "0.332"),
    used("Databases", "Backups", "750", "GB", "0.095"),
    used("Network", "To the internet", "2048.75", "GB", "0.07"),
    used("Network", "Fixed addresses", "4", "addresses", "3.6"),
    line("Support plan", "99.00"),
)
HOSTILE = '<img src="https://evil.example/x.png"> https://evil.example "><script>alert(1)</script>'
LONGEST = "W" * 200


def html(
    *lines: Line, letterhead: Letterhead = SELLER, revision: int = 1, **changes: object
) -> str:
    """A receipt's HTML as a mail program shows it: with its logo beside it."""
    trial = changes.pop("would_go_to", None)
    rendered = render(
        receipt(*lines, **changes), letterhead=letterhead, revision=revision, would_go_to=trial
    )
    return with_logo(rendered.html, letterhead.logo)


#: The same in German, and in its money.
ZEHN = (
    used("Virtuelle Maschinen", "Standard, 4 Kerne, Frankfurt", "1440", "Stunden", "0.1692"),
    used("Virtuelle Maschinen", "Speicher, 16 Kerne, Dublin", "96", "Stunden", "1.2096"),
    used("Virtuelle Maschinen", "Erstellung", "311.5", "Stunden", "0.048"),
    used("Objektspeicher", "Belegt", "5120", "GB", "0.021"),
    used("Objektspeicher", "Zugriffe", "18400000", "Zugriffe", "0.0000004"),
    used("Datenbanken", "Zwei Knoten, hochverfügbar", "1440", "Stunden", "0.332"),
    used("Datenbanken", "Sicherungen", "750", "GB", "0.095"),
    used("Netz", "Ins Internet", "2048.75", "GB", "0.07"),
    line("Netz", "-25.00", description="Gutschrift für den 3. September"),
    line("Betreuung", "99.00"),
)
BEISPIEL = Letterhead(
    seller_name="Beispiel Cloud GmbH",
    seller_address="Musterstraße 12, 12345 Musterstadt",
    seller_tax_id="DE000000000",
    support_contact="rechnung@cloud.example",
    default_locale="de",
    colour="#0f766e",
    footer="Amtsgericht Musterstadt, HRB 00000",
    logo=LOGO,
)


MAILS = {
    "ordinary": partial(html, *TEN, customer_name="Hiro Abara", customer_id="CUST-0150"),
    "with-logo": partial(html, *TEN, letterhead=WITH_LOGO),
    "one-line": partial(html, letterhead=LETTERHEAD),
    "credit": partial(html, line("Refund", "-1234.50", description="Outage on 3 September")),
    "correction": partial(html, *TEN, revision=2),
    "zero": partial(html, line("Hosting", "0")),
    "capped": partial(html, *[line(f"Service {n % 40}", f"{n}.125") for n in range(5000)]),
    "hostile": partial(
        html,
        used(HOSTILE, HOSTILE, "1", HOSTILE[:60], "1"),
        customer_name=HOSTILE,
        customer_id=HOSTILE,
    ),
    "longest": partial(
        html,
        used(LONGEST, LONGEST, "1." + "3" * 18, LONGEST, "9" * 15),
        line(LONGEST, "-999999999999999"),
        *[line("S", "999999999999999")] * 30,
        customer_name=LONGEST,
        customer_id="w" * 256,
    ),
    "dinar": partial(html, *TEN, currency="KWD"),
    "yen": partial(html, line("Hosting", "120000"), currency="JPY"),
    "german": partial(
        html,
        *ZEHN,
        letterhead=BEISPIEL,
        currency="EUR",
        locale="de",
        customer_name="Mia Mustermann",
        customer_id="K-2041",
    ),
    "arabic": partial(html, *TEN, currency="KWD", locale="ar", customer_name="ليلى حداد"),
    "trial": partial(
        html, *TEN, would_go_to=Address("Hiro Abara", addr_spec="customer150@example.com")
    ),
}


@functools.cache
def mail(name: str) -> str:
    """One of them."""
    return MAILS[name]()
