"""Receipts of every kind whose whole texts stand in `texts/`, to be read by people too.

`python -m tests.unit.delivery.receipts_to_read` writes them anew; read what `git diff` says then.
"""

from decimal import Decimal
from email.headerregistry import Address
from pathlib import Path

from receipts.delivery.render import render
from receipts.languages import TRANSLATED
from receipts.letterhead import Letterhead
from tests.builders import LETTERHEAD, line, receipt

TEXTS = Path(__file__).with_name("texts")
SELLER = Letterhead(
    seller_name="Example Cloud Ltd",
    seller_address="12 High Street, London",
    seller_tax_id="GB123456789",
    support_contact="+44 20 7946 0000",
    footer="Registered in England, no. 01234567.\nThank you for your business.",
)
WEB = line(
    "Hosting",
    "1160",
    description="Web servers",
    quantity=Decimal(100_000),
    unit="GB-h",
    unit_price=Decimal("0.0116"),
)
ORDINARY = (WEB, line("Backup", "2.50"), line("Hosting", "84", unit_price=Decimal(84)))
OF_MANY_LINES = [line("Hosting", "1", description=f"Server {n}") for n in range(1, 71)]
OF_MANY_SERVICES = [line(f"Service {n}", str(n)) for n in range(1, 62)]


def letter(*lines, letterhead=SELLER, revision=1, would_go_to=None, **changes):
    return render(
        receipt(*lines, **changes),
        letterhead=letterhead,
        revision=revision,
        would_go_to=would_go_to,
    )


def rarer_words(language):
    """A trial's corrected credit note of many lines, to be answered by mail."""
    return letter(
        *(line("Hosting", "-1.001", unit_price=Decimal("0.5")) for _ in range(70)),
        locale=language,
        letterhead=LETTERHEAD,
        revision=2,
        would_go_to=Address("Alice", addr_spec="alice@example.com"),
    )


LETTERS = {
    **{language: letter(*ORDINARY, locale=language) for language in sorted(TRANSLATED)},
    **{f"{language}-rarer-words": rarer_words(language) for language in sorted(TRANSLATED)},
    "only-what-must-be": letter(letterhead=LETTERHEAD),
    "credit": letter(line("Hosting", "-12.50")),
    "correction": letter(*ORDINARY, revision=2),
    "zero": letter(line("Hosting", "5"), line("Goodwill", "-5")),
    "small-amounts": letter(*(line(f"Service {n}", "0.335") for n in range(3))),
    "many-lines": letter(*OF_MANY_LINES),
    "many-services": letter(*OF_MANY_SERVICES),
    "trial": letter(would_go_to=Address("Alice", addr_spec="alice@example.com")),
    "swiss-german-yen": letter(*ORDINARY, locale="de-CH", currency="JPY"),
    "arabic-name-in-english": letter(*ORDINARY, customer_name="شركة النور"),
    "arabic-credit": letter(line("استضافة", "-12.50", quantity=Decimal(-3)), locale="ar"),
    "arabic-many-lines": letter(*OF_MANY_LINES, locale="ar", currency="KWD"),
}


def as_read(rendered):
    return f"Subject: {rendered.subject}\n\n{rendered.text}"


if __name__ == "__main__":
    for name, rendered in LETTERS.items():
        (TEXTS / f"{name}.txt").write_text(as_read(rendered), "utf-8")
