"""Lines that break each rule and lines that nearly do, and what the parser says of them."""

from functools import cache
from typing import NamedTuple

import polars as pl

from receipts.model import Severity
from receipts.parsing.billed import with_customers
from receipts.parsing.evaluate import evaluate
from receipts.parsing.problems import WARNINGS
from tests.builders import charges_csv, inputs, rulebook

GOOD = {
    "customer_id": "$ID",
    "customer_name": "Alice",
    "email": "alice@example.com",
    "service_name": "Hosting",
    "charges": "10.00",
    "currency": "USD",
    "quantity": "2",
    "unit": "h",
    "unit_price": "5",
    "description": "d",
    "billing_period": "2024-09",
    "locale": "en",
}
CONTROLS = [f"A{sign}B" for sign in "\x00\x07\x1b\x1f\t\r\x7f\x80\x85\x9f"]
CONTROLS += ['"A\nB"', "A\U000f0007B"]
NO_CONTROLS = ["A B", "A\u00a0B", "S/T", "d; e", "\u4e2d"]
NOT_A_NUMBER = [
    *(".5", "5.", ".", "1e3", "1E3", "1E+2", "0x10", "NaN", "inf", "1_000", "1 000", "1'000"),
    *(
        "--5",
        "+-5",
        "-",
        "- 5",
        "5-",
        "(5)",
        "$5",
        "5$",
        "5 USD",
        "5%",
        "a5",
        "5a",
        "1.2.3",
        "5.0.",
    ),
    *('"1,204.50"', '"1,204,000"', '"1,5,0"', '",5"', '"5,"', "1.204\u00b75", "\u0665", "5.\u0665"),
    *("\uff15", "1" * 16, "+" + "1" * 16, "1" * 16 + ".5", "0" * 16),
]
NUMBERS = ["0", "+5", "-5", "-0.5", "007", " 5 ", "\u00a05\u200b", "1" * 15, "-" + "9" * 15 + ".9"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MANGLED = [
    *("1E+17", "1.23457E+11", "1E+100"),
    *(f"{month}-26" for month in MONTHS),
    *(f"26-{month}" for month in MONTHS),
    *("oct-26", "SEP-2024", "26-OCT", "1-Mar", "01-Sep-2024", "1-sep-24"),
    *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "##", "########"),
]
NEARLY_MANGLED = [
    *("1E17X", "E+17", "1E17", "1E+7", "12E+17", "X1E+17", "1E+17 X", "1.E+17", "a1.5E+10"),
    *("Octo-26", "OCT-26B", "Oct", "26", "Oct-2", "Oct-20245", "October-26", "126-Oct", "26-Octo"),
    *("41-Oct", "x26-Oct", "26-Oct x", "01-Sep-2024 x", "x01-Sep-2024", "Sep", "2023-09", "26Oct"),
    *("#", "#1", "#N/A x", "x#N/A", "#REF", "a#REF!", "###1", "N/A", "#n/a"),
]
# (code, column) -> values that break the rule, values that nearly do. A value is one cell's text;
# a list of rows where it takes several. `$ID` is the id of the case's own customer.
CASES = {
    ("stray_quote", ""): (
        ['Al"ice', '"Al"ice', 'Alice"', ' "Alice"', 'Ali""ce'],
        ['"Alice"', '"Al""ice"', '""""', "Al'ice", "\u201cAlice\u201d"],
    ),
    ("cells_missing", ""): ([None], [""]),
    ("cells_extra", ""): (["en,", "en,x", "en,,"], ["en", '"en"']),
    ("customer_id_missing", "customer_id"): (["", " ", "\u00a0", '""'], ["0"]),
    ("customer_id_too_long", "customer_id"): (
        ["x" * 257, "\u4e2d" * 257],
        ["y" * 256, "\u4e2d" * 256, "a/b:c", " " + "z" * 256],
    ),
    ("customer_id_control_character", "customer_id"): (CONTROLS, [f"$ID{n}" for n in NO_CONTROLS]),
    ("customer_name_missing", "customer_name"): (["", "\u200b"], ["A"]),
    ("customer_name_too_long", "customer_name"): (["x" * 201], ["x" * 200, "\u4e2d" * 200]),
    ("customer_name_control_character", "customer_name"): (CONTROLS, NO_CONTROLS),
    ("email_missing", "email"): (["", " "], ["a@b.co"]),
    ("email_invalid", "email"): (
        [
            *("x", "a@b", "a@@example.com", "@example.com", "a@", "a@.com", "a@example..com"),
            *("a@example.com b@example.com", "a@example.com;b@example.com", "<a@example.com>"),
            *("m\u00fc@example.com", "a..b@example.com", ".a@example.com", "a.@example.com"),
            *("a@-x.com", "a@x-.com", "a@x_y.com", "a@example.c0m1", "a@1.2.3.4", "a@[1.2.3.4]"),
            *("a@h.test", "a@h.local", "a@h.invalid", "a@h.onion", "a@h.arpa", "a@h.localhost"),
            *("a@ab--cd.com", "a@xn--x.com", "a@" + "x" * 64 + ".com", "a b@example.com"),
            *("x" * 65 + "@example.com", "a@" + "x." * 126 + "com", "a@x.com."),
        ],
        [
            *("o'hara@example.com", "a+b@example.co.uk", "a_b-c.d@example.com", "a@x-y.com"),
            *("a@m\u00fcller.example.com", "x" * 64 + "@example.com", "a@" + "x" * 63 + ".com"),
            *("A@EXAMPLE.com", "POSTMASTER@x.com", "a@test.com", "a@1x.com", "a--b@x.com", "a@x.c"),
            "a@xn--mller-kva.com",
        ],
    ),
    ("service_name_missing", "service_name"): ([""], ["S"]),
    ("service_name_too_long", "service_name"): (["x" * 201], ["x" * 200, "\u4e2d" * 200]),
    ("service_name_control_character", "service_name"): (CONTROLS, NO_CONTROLS),
    ("charges_missing", "charges"): (["", "  "], ["0"]),
    ("charges_not_a_number", "charges"): (
        [*NOT_A_NUMBER, "0.1234567890123"],
        [*NUMBERS, "0.123456789012", "0.12345678901200", "1." + "0" * 40],
    ),
    ("charges_decimal_comma", "charges"): (
        ['"5,00"', '"-1,204"', '"+0,5"', '"12345,678901"', '"1,0000000000000"'],
        ["5.00"],
    ),
    ("currency_unknown", "currency"): (
        ["XYZ", "US", "XXX", "XAU", "USDX", "USD EUR", "$", "840"],
        ["eur", " jpy ", "KWD", ""],
    ),
    ("quantity_not_a_number", "quantity"): (
        [*NOT_A_NUMBER, "two", "0.1234567890123456789", '"5,00"'],
        [*NUMBERS, "", "0.123456789012345678", "0.12345678901234567800"],
    ),
    ("unit_price_not_a_number", "unit_price"): (
        [*NOT_A_NUMBER, "two", "0.1234567890123456789", '"5,00"'],
        [*NUMBERS, "", "0.123456789012345678", "0.12345678901234567800"],
    ),
    ("unit_control_character", "unit"): (CONTROLS, [*NO_CONTROLS, "GB-h", ""]),
    ("description_control_character", "description"): (
        [*CONTROLS, "d\x1b[0m"],
        [*NO_CONTROLS, "", "x" * 5000],
    ),
    ("billing_period_missing", "billing_period"): (["", " "], ["2024-09"]),
    ("billing_period_invalid", "billing_period"): (
        [
            *("2024-13", "2024-00", "2024-9", "2024-009", "202409", "2024/09", "09/2024"),
            *("Sep 2024", "2024-09-01", "1924-09", "2124-09", "24-09", "x2024-09", "2024-09x"),
            *("\u0662024-09", "2024-0\u0669", "202\u0664-09"),
        ],
        [" 2024-09 ", "2024-12", "2000-10"],
    ),
    ("billing_period_unclear", "billing_period"): (
        [[{}, {"billing_period": "soon"}], [{}, {"billing_period": ""}]],
        [[{}, {"billing_period": "2024-10"}], [{}, {"customer_id": "$IDb", "billing_period": "?"}]],
    ),
    ("line_unclear", "customer_id"): (
        [
            [{}, {"customer_id": "$IDb", "description": "$ID,"}],
            [{}, {"customer_id": "$IDb", "description": ' "$ID"'}],
        ],
        [
            [{}, {"customer_id": "$IDb", "description": "$IDc,"}],
            [{}, {"customer_id": "$IDb", "description": "$ID"}],
        ],
    ),
    **{
        ("value_mangled", column): (MANGLED, NEARLY_MANGLED)
        for column in ("customer_id", "customer_name", "service_name", "description")
    },
    ("locale_unknown", "locale"): (
        [*("?", "e", "germany", "en-", "en--US", "-en", "1e", "en US", "en-123456789", "d\u00e9")],
        ["pt-BR", "de", "en_US", "de-Latn-DE", " en ", ""],
    ),
    ("locale_untranslated", "locale"): (
        ["zh-Hant-TW", "fil", "nl", "deu", "tlh-de", "xx_pt"],
        ["DE", "Pt_br", "ja-JP", "ar-EG", "es-419", "fr", "en_US", ""],
    ),
}
#: The column whose cell breaks a rule that is about the whole row.
CELL = {"stray_quote": "customer_name", "cells_missing": "locale", "cells_extra": "locale"}
CONTACT_MISSING = ("contact_missing", "customer_id")
CONTACTS = b"customer_id,customer_name,email\nS1,Alice,alice@example.com\nS2,Bob,\n"
FOCUS = (
    "SubAccountId,SubAccountName,ServiceName,BilledCost,BillingCurrency,BillingPeriodStart,"
    "PricingQuantity,PricingUnit,ChargeDescription"
)
BY_CONTACT = (["S2", "s1", "S1 x", "S11"], ["S1", " S1 "])


class Case(NamedTuple):
    """A line to be judged, first of `rows`."""

    code: str
    column: str
    breaks: bool
    number: int
    rows: tuple[str, ...]

    @property
    def email(self):
        return (
            "alice@example.com" if self.code == CONTACT_MISSING[0] else self.rows[0].split(",")[2]
        )

    @property
    def name(self):
        return f"{self.code}-{self.column}-{'breaks' if self.breaks else 'nearly'}-{self.number}"


class Verdict(NamedTuple):
    problems: list[tuple[str, str | None, bool]]
    #: None where the line is held.
    address: str | None


def row(changes, customer_id):
    cells = [cell for cell in (GOOD | changes).values() if cell is not None]
    return ",".join(cells).replace("$ID", customer_id)


def plain_cases():
    for (code, column), halves in CASES.items():
        for half, breaks in zip(halves, (True, False), strict=True):
            for number, value in enumerate(half):
                customer_id = f"{code}-{column}-{breaks}-{number}."
                rows = value if isinstance(value, list) else [{CELL.get(code, column): value}]
                yield Case(code, column, breaks, number, tuple(row(r, customer_id) for r in rows))


def contact_cases():
    for half, breaks in zip(BY_CONTACT, (True, False), strict=True):
        for number, customer_id in enumerate(half):
            text = f"{customer_id},x,EC2,1,USD,2024-09-01,1,Hours,d"
            yield Case(*CONTACT_MISSING, breaks, number, (text,))


ALL = [*plain_cases(), *contact_cases()]


def judged(cases):
    """The verdict on every case, by its name; all of them in one file, or two."""
    by_contact = [case for case in cases if (case.code, case.column) == CONTACT_MISSING]
    plain = [case for case in cases if case not in by_contact]
    return {
        **verdicts_of(plain, ",".join(GOOD)),
        **verdicts_of(by_contact, FOCUS, profile="focus", contacts=CONTACTS),
    }


def verdicts_of(cases, header, **changes):
    if not cases:
        return {}
    data = charges_csv(*(row for case in cases for row in case.rows), header=header)
    lenient = rulebook(max_held_share=1)
    runs = evaluate(inputs(data, key="charges.csv", rulebook=lenient, **changes))
    problems = {}
    for problem in (problem for run in runs for problem in run.problems):
        told = (problem.code, problem.column, problem.severity is Severity.WARNING)
        problems.setdefault(problem.line, []).append(told)
    billed = pl.concat(with_customers(run.billed).select("line", "address") for run in runs)
    addresses = dict(billed.iter_rows())
    found, line = {}, 2
    for case in cases:
        found[case.name] = Verdict(problems.get(line, []), addresses.get(line))
        line += sum(text.count("\n") + 1 for text in case.rows)
    return found


@cache
def as_it_is():
    return judged(ALL)


def expected(case):
    """What must be said about a case's line, and whether it is billed."""
    notice = case.code in WARNINGS
    said = [(case.code, case.column or None, notice)] if case.breaks else []
    return said, notice or not case.breaks


def as_told(verdict):
    return verdict.problems, verdict.address is not None
