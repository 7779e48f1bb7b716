"""Files of every kind that engines must agree about, each small enough for many of them."""

import gzip
from decimal import Decimal

from receipts.parsing.inputs import Inputs
from tests.builders import ALICE, BOB, HEADER, charges_csv, inputs, rulebook

_LENIENT = rulebook(max_held_share=Decimal(1))
_FOCUS = "SubAccountId,ServiceName,BilledCost,BillingCurrency,BillingPeriodStart"
_CONTACTS = b"customer_id,customer_name,email\n" + b"".join(
    b"C%d,Customer %d,c%d@example.com\n" % (n, n, n) for n in range(20)
)
_UTF16 = b"""
encoding = "utf-16"
delimiter = ";"
decimal = ","

[columns]
customer_id = "Kunde"
customer_name = "Name"
email = "E-Mail"
service_name = "Dienst"
charges = "Betrag"
"""


def _of(number: int) -> str:
    return f"C{number},Customer {number},c{number}@example.com"


def _clean(lines: int = 200, customers: int = 20) -> list[str]:
    return [f"{_of(n * 7 % customers)},Service {n % 5},{n}.5" for n in range(lines)]


def _dirty() -> list[str]:
    """Each kind of bad row a few times."""
    bad = [
        "{},Hosting,12.3.4",
        "{},,1",
        "{},Hosting,",
        "{},Hosting,1.5E3",
        "{},Hosting",
        "{},Hosting,1,extra",
        "{},Web\x07hosting,1",
        ",Nobody,n@example.com,Hosting,1",
        "C3,Somebody Else,c3@example.com,Hosting,1",
        "C4,Customer 4,c4.example.com,Hosting,1",
        "",
        ",,,,",
        "x,C5,Customer 5,c5@example.com,Hosting,1",
    ]
    rows = _clean(300, 60)
    for place, row in enumerate([*bad, *bad]):
        rows.insert(place * 11, row.format(_of(place)))
    return rows


def _quoted() -> list[str]:
    nasty = [
        'C1,"Customer 1",c1@example.com,"a ""quoted"" name",1',
        'C2,Customer 2,c2@example.com,"two\nlines",1',
        'C6,Customer 6,c6@example.com,"never closed,1',
        'C7,Custo"mer 7,c7@example.com,Hosting,1',
        '"C8",Customer 8,c8@example.com,"three\r\nlines\n",-1',
        "",
        '"",,"",,',
    ]
    rows = _clean(150)
    for place, row in enumerate(nasty * 4):
        rows.insert(place * 5, row)
    return rows


def _months() -> bytes:
    months = ["2024-09", "2024-10", "2024-10", "soon", "2024-11", ""]
    rows = [f"{row},{months[n % 37 % 6]}" for n, row in enumerate(_clean(240, 80))]
    return charges_csv(*rows, header=f"{HEADER},billing_period")


def _ignored() -> bytes:
    rows = [f"{row},{n % 3}" for n, row in enumerate(_clean(90))]
    return charges_csv(*rows, *rows[::2], rows[0], *_dirty(), header=f"{HEADER},cost centre")


def _spaced() -> list[str]:
    """White space around an id is none of it: all these lines are one customer's."""
    bad = [f"{before}{_of(1)},Hosting,ten" for before in (" ", "\t", "\u00a0")]
    return [*_clean(60), *(f"  {row}" for row in _clean(60)), *bad]


def _unnamed() -> bytes:
    """Where there is any quote, a row that leaves out the unnamed cell names whom it may be of."""
    rows = [f"{row}," for row in _clean(80)]
    rows[7] = "C1,Customer 1,c1@example.com,C2,1"
    return charges_csv(*rows, 'C3,"Customer 3",c3@example.com,Hosting,1,', header=f"{HEADER},")


def _focus() -> bytes:
    rows = [f"C{n % 25},Service {n % 4},{n}E-2,usd,2024-09-01 00:00:00" for n in range(150)]
    return charges_csv(*rows, "NULL,S,1,USD,2024-09-01", *rows[:7], header=_FOCUS)


def _utf16() -> bytes:
    rows = [row.replace(",", ";").replace(".5", ",5") for row in _clean(100)]
    return "\r\n".join(["Kunde;Name;E-Mail;Dienst;Betrag", *rows]).encode("utf-16")


_CLEAN = charges_csv(*_clean())
_SUM = {"control-rows": "200", "control-sum-usd": "20000"}
_GERMAN = {"profile": "german", "profile_file": _UTF16}
_MANY_BAD = [f"{_of(n)},Hosting,ten" for n in range(40, 60)]

CASES: dict[str, Inputs] = {
    "clean": inputs(_CLEAN),
    "the samples' rows": inputs(charges_csv(ALICE, BOB, ALICE)),
    "dirty": inputs(charges_csv(*_dirty()), rulebook=_LENIENT),
    "quoted": inputs(charges_csv(*_quoted()), rulebook=_LENIENT),
    "lines end in CRLF, the last one in nothing, behind a BOM and a blank line": inputs(
        b"\xef\xbb\xbf\r\n" + charges_csv(*_dirty()).replace(b"\n", b"\r\n").rstrip()
    ),
    "lines end in CR": inputs(_CLEAN.replace(b"\n", b"\r")),
    "months": inputs(_months(), key="charges.csv", rulebook=_LENIENT),
    "one month of several is rejected": inputs(_months(), key="charges.csv"),
    "months that the key contradicts": inputs(_months(), key="2024-09/charges.csv"),
    "ignored columns": inputs(_ignored(), rulebook=_LENIENT),
    "ids with white space": inputs(charges_csv(*_spaced()), rulebook=_LENIENT),
    "a column without a name": inputs(_unnamed(), rulebook=_LENIENT),
    "contacts": inputs(_focus(), key="x.csv", profile="focus", contacts=_CONTACTS),
    "no contacts": inputs(_focus(), key="x.csv", profile="focus"),
    "UTF-16": inputs(_utf16(), **_GERMAN),
    "packed": inputs(gzip.compress(charges_csv(*_dirty())), rulebook=_LENIENT),
    "control totals that hold": inputs(_CLEAN, control=_SUM),
    "control totals that differ": inputs(_CLEAN, control=_SUM | {"control-rows": "199"}),
    "too many are held": inputs(charges_csv(*_clean(), *_MANY_BAD)),
    "nothing below the header": inputs(HEADER.encode()),
    "nothing but blank lines": inputs(f"{HEADER}\n\n,,,,\n".encode()),
    "a column is missing": inputs(_CLEAN.replace(b"charges", b"fee", 1)),
    "no ids": inputs(_CLEAN.replace(b"customer_id", b"id", 1)),
    "no period": inputs(_CLEAN, key="charges.csv"),
    "billed under another month": inputs(_CLEAN, billed_under="2024-08"),
    "not text": inputs(bytes(range(256)) * 4),
}
