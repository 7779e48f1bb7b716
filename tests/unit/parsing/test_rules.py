"""Each rule: a line that breaks it and one that nearly does."""

import pytest

from receipts.parsing.evaluate import evaluate
from receipts.parsing.rules import RULES
from tests.builders import charges_csv, inputs

HEADER = (
    "customer_id,customer_name,email,service_name,charges,currency,quantity,unit,unit_price,"
    "description,billing_period"
)
GOOD = {
    "customer_id": "C1",
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
}
# code -> (column, values that break it, values that nearly do)
CASES = {
    "customer_id_missing": ("customer_id", ["", " ", "\u00a0"], ["0"]),
    "customer_id_too_long": ("customer_id", ["x" * 257], ["\u4e2d" * 256, "a/b:c"]),
    "customer_id_control_character": ("customer_id", ["C\x071", "C\x7f1", "C\x851"], ["C 1"]),
    "customer_name_missing": ("customer_name", [""], ["A"]),
    "customer_name_too_long": ("customer_name", ["x" * 201], ["x" * 200]),
    "customer_name_control_character": ("customer_name", ['"A\nB"', "A\tB"], ["A B", "A\u00a0B"]),
    "email_missing": ("email", [""], ["a@b.co"]),
    "email_invalid": (
        "email",
        [
            "x",
            "a@b",
            "a@@example.com",
            "a@example.com b@example.com",
            "m\u00fc@example.com",
            "a@-x.com",
            "x" * 65 + "@example.com",
            "a..b@example.com",
            ".a@example.com",
        ],
        [
            "o'hara@example.com",
            "a+b@example.co.uk",
            "a@m\u00fcller.example.com",
            "x" * 64 + "@example.com",
        ],
    ),
    "service_name_missing": ("service_name", [""], ["S"]),
    "service_name_too_long": ("service_name", ["x" * 201], ["x" * 200]),
    "service_name_control_character": ("service_name", ["S\x00"], ["S/T"]),
    "charges_missing": ("charges", ["", "  "], ["0"]),
    "charges_not_a_number": (
        "charges",
        [
            ".5",
            "5.",
            "1e3",
            '"1,204.50"',
            "$5",
            "5 USD",
            "NaN",
            "inf",
            "--5",
            "1_000",
            "\u0665",
            "1" * 16,
            "0.1234567890123",
            "0x10",
            "5,00".replace(",", ".") + ".",
        ],
        ["+5", "-0.5", "007", " 5 ", "1" * 15, "0.123456789012", "0.12345678901200"],
    ),
    "currency_unknown": ("currency", ["XYZ", "US", "XXX", "XAU"], ["eur", " jpy ", ""]),
    "quantity_not_a_number": ("quantity", ["two", "1e3"], ["", "0.123456789012345678"]),
    "unit_price_not_a_number": ("unit_price", ["5$"], ["", "-5"]),
    "unit_control_character": ("unit", ["h\x01"], ["GB-h"]),
    "description_control_character": ("description", ["d\x1b[0m"], ["d; e"]),
    "billing_period_missing": ("billing_period", [""], ["2024-09"]),
    "billing_period_invalid": (
        "billing_period",
        ["2024-13", "2024-9", "09/2024", "Sep 2024", "2024-09-01"],
        [" 2024-09 "],
    ),
}
ELSEWHERE = {"cells_missing", "cells_extra", "contact_missing", "billing_period_unclear"}


def problems(**changes):
    row = ",".join((GOOD | changes).values())
    (run,) = evaluate(inputs(charges_csv(row, header=HEADER), key="charges.csv"))
    return [(p.code, p.column, p.line) for p in run.problems]


@pytest.mark.parametrize(
    ("code", "column", "value"),
    [(code, column, value) for code, (column, bad, _) in CASES.items() for value in bad],
)
def test_a_line_that_breaks_a_rule_says_which(code, column, value):
    assert (code, column, 2) in problems(**{column: value})


@pytest.mark.parametrize(
    ("code", "column", "value"),
    [(code, column, value) for code, (column, _, near) in CASES.items() for value in near],
)
def test_a_line_that_nearly_breaks_a_rule_is_billed(code, column, value):
    assert problems(**{column: value}) == []


def test_every_rule_has_its_cases():
    assert {rule.code for rule in RULES} == CASES.keys() | ELSEWHERE


def test_no_rule_is_ever_undecided():
    """polars counts null as not broken: a rule must say yes or no to an empty row."""
    (run,) = evaluate(inputs(charges_csv(",,,,,,,,,,x", header=HEADER), key="charges.csv"))

    rows = run.held.drop("customer", "bad")
    decided = rows.select(rule.broken.alias(rule.code) for rule in RULES)

    assert decided.null_count().sum_horizontal().item() == 0
