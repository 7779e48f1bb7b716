"""Writes the sample months beside it: made-up customers, the same at every run."""

import csv
import random
from decimal import Decimal
from pathlib import Path

HEADER = ("customer_id", "customer_name", "email", "service_name", "charges", "currency", "locale")
FIRST = (
    *("Ada", "Björn", "Chiara", "Dev", "Elif", "Femi", "Grace", "Hiro"),
    *("Inés", "João", "Kavya", "Liam", "Mei", "Nuno", "Olga", "Pau"),
)
LAST = (
    *("Abara", "Brandt", "Costa", "Dubois", "Eriksen", "Fischer"),
    *("García", "Haddad", "Ito", "Jansen", "Kowalski", "Lund"),
)
SERVICES = (
    ("Object storage", "0.023"),
    ("Virtual machines", "31.40"),
    ("Managed database", "58.2750"),
    ("Load balancer", "16.2"),
    ("Data transfer", "0.0900"),
    ("Support plan", "29"),
)
CURRENCIES = ("USD", "USD", "USD", "EUR", "EUR", "GBP", "JPY", "KWD")
#: Customers of a currency take turns; an empty one is the stack's.
LOCALES = {
    "USD": ("", "en-US", "es-US", "pt-BR"),
    "EUR": ("de", "fr", "es", "de-AT"),
    "GBP": ("", "en-GB"),
    "JPY": ("ja",),
    "KWD": ("ar",),
}


def customers(count: int) -> list[tuple[str, str, str, str, str]]:
    """Id, name, address, currency and locale of each customer."""
    chance = random.Random(20240901)  # noqa: S311 - samples, not secrets
    made = []
    for number in range(1, count + 1):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        address = f"customer{number:03}@example.com"
        currency = chance.choice(CURRENCIES)
        locales = LOCALES[currency]
        locale = locales[number % len(locales)]
        made.append((f"CUST-{number:04}", f"{first} {last}", address, currency, locale))
    return made


def month(who: list[tuple[str, str, str, str, str]], seed: int) -> list[list[str]]:
    """Rows of charges in random order, as an export has them."""
    chance = random.Random(seed)  # noqa: S311 - samples, not secrets
    rows = []
    for customer_id, name, address, currency, locale in who:
        for service, price in chance.sample(SERVICES, chance.randint(1, 5)):
            amount = Decimal(price) * chance.randint(1, 40)
            rows.append([customer_id, name, address, service, str(amount), currency, locale])
        if chance.random() < 0.05:
            rows.append([customer_id, name, address, "Service credit", "-12.50", currency, locale])
    chance.shuffle(rows)
    return rows


def spoil(rows: list[list[str]]) -> None:
    """The mistakes that real files have; each holds one customer back."""
    rows[3][4] = "1,204.50"
    rows[17][2] = "not an address"
    rows[40][4] = ""
    rows[71][0] = ""
    rows[99][1] += " Ltd"


def main() -> None:
    """Write both months."""
    who = customers(150)
    september, october = month(who, 9), month(who[5:], 10)
    spoil(october)
    for name, rows in (("2024-09", september), ("2024-10", october)):
        path = Path(__file__).parent / f"charges-{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])


if __name__ == "__main__":
    main()
