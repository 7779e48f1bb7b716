"""Each rule: lines that break it and lines that nearly do, all in one file, a customer each."""

import polars as pl
import pytest

from receipts.parsing.prepare import Terms, prepare
from receipts.parsing.profiles import built_in
from receipts.parsing.rules import NOTICES, RULES
from tests.unit.parsing.rule_cases import ALL, as_it_is, as_told, expected


@pytest.mark.parametrize("case", [case for case in ALL if case.breaks], ids=lambda case: case.name)
def test_a_line_that_breaks_a_rule_says_just_that(case):
    verdict = as_it_is()[case.name]

    assert as_told(verdict) == expected(case)


@pytest.mark.parametrize(
    "case", [case for case in ALL if not case.breaks], ids=lambda case: case.name
)
def test_a_line_that_nearly_breaks_a_rule_is_billed(case):
    verdict = as_it_is()[case.name]

    assert as_told(verdict) == expected(case)


def test_every_rule_and_notice_has_cases_of_both_kinds():
    rules = {(rule.code, rule.column) for rule in (*RULES, *NOTICES)}

    for breaks in (True, False):
        assert {(case.code, case.column) for case in ALL if case.breaks is breaks} == rules


def test_no_rule_is_ever_undecided():
    """polars counts null as not broken: a rule must say yes or no to an empty row."""
    raw = pl.DataFrame(schema={"line": pl.UInt32, "misshapen": pl.String}).clear(1)
    terms = Terms(profile=built_in()["plain"], currency="USD", locale="en", billing_period=None)

    decided = prepare(raw, terms).select(
        rule.broken.alias(f"{rule.code} {rule.column}") for rule in (*RULES, *NOTICES)
    )

    assert decided.null_count().sum_horizontal().item() == 0
