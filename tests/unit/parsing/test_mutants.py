"""Removing or weakening any one rule makes a case of `test_rules.py` fail."""

import polars as pl
import pytest

from tests.unit.parsing.mutants import AMOUNTS, MUTANTS
from tests.unit.parsing.rule_cases import ALL, as_told, expected, judged

WRITTEN = {
    "a@m\u00fcller.example.com": "a@xn--mller-kva.example.com",
    "A@EXAMPLE.com": "A@example.com",
    "POSTMASTER@x.com": "postmaster@x.com",
}


def wrong(cases):
    """The cases whose verdict is not the expected one."""
    try:
        verdicts = judged(cases)
    except pl.exceptions.PolarsError as error:  # nobody is judged without the rule
        return [str(error)]
    return [
        case.name
        for case in cases
        if as_told(verdicts[case.name]) != expected(case)
        or verdicts[case.name].address not in (None, address(case))
    ]


def address(case):
    cell = case.email.strip()
    return WRITTEN.get(cell, cell)


def test_as_it_is_no_case_fails():
    assert wrong(ALL) == []


def test_each_mutant_has_a_name_of_its_own():
    names = [mutant.id for mutant in MUTANTS]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.id)
def test_a_change_of_the_rules_makes_a_case_fail(mutant, monkeypatch):
    codes = AMOUNTS if mutant.code in AMOUNTS else {mutant.code}
    cases = [case for case in ALL if case.code in codes and case.column == mutant.column]
    for module, name, value in mutant.patches:
        monkeypatch.setattr(module, name, value)

    failing = wrong(cases)

    assert failing
