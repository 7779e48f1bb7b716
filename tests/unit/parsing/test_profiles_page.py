import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

from receipts.model import Problem
from receipts.parsing.profile_files import ALLOWED, KEYS
from receipts.parsing.profiles import (
    Profile,
    read_profile,
)
from receipts.parsing.toml_files import quoted
from schemas.charges import CHARGES_CSV
from tests.unit.parsing.profile_texts import ALWAYS, profile

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def table(first_heading):
    """The rows of the page's table that begins so, as cells."""
    text = PAGE.split(f"| {first_heading} |", 1)[1].split("\n\n", 1)[0]
    rows = [row.replace(r"\|", "\0").strip("|") for row in text.splitlines()[2:]]
    return [[cell.strip().replace("\0", "|") for cell in row.split("|")] for row in rows]


def codes(cell):
    return re.findall("`([^`]+)`", cell)


# What is built in


def test_the_example_on_the_page_is_a_faultless_profile():
    example, _ = blocks("toml")

    read = profile(example)

    assert (read.delimiter, read.encoding, read.decimal) == (";", "cp1252", ",")
    assert read.required == ALWAYS | {"currency"}


def test_the_file_on_the_page_has_the_headers_of_the_example():
    example, _ = blocks("toml")
    (charges,) = blocks("csv")

    header, *rows = [line.split(";") for line in charges.splitlines()]

    assert header == list(profile(example).columns)
    assert {len(row) for row in rows} == {len(header)}
    assert charges.encode("cp1252")


def test_the_mistakes_on_the_page_are_answered_as_it_says():
    _, mistaken = blocks("toml")
    (answer,) = blocks("text")

    problem = read_profile("acme", mistaken.encode())

    assert isinstance(problem, Problem)
    assert problem.message == " ".join(answer.split())


def test_the_page_has_every_key_in_the_code_s_order():
    assert [codes(row[0]) for row in table("key")] == [[key] for key in KEYS]


@pytest.mark.parametrize("row", table("key"), ids=lambda row: row[0])
def test_the_page_says_what_each_key_may_be_and_its_default(row):
    key, may_be, default, _ = row
    (name,) = codes(key)
    kept = {field.name: field.default for field in dataclasses.fields(Profile)}
    allowed = ("true", "false") if KEYS[name] is bool else map(quoted, ALLOWED.get(name, ()))

    assert codes(may_be) == list(allowed)
    if KEYS[name] is bool or name in ALLOWED:
        assert [tomllib.loads(f"x = {text}")["x"] for text in codes(default)] == [kept[name]]
    else:
        assert not codes(default)


def test_the_page_has_every_column_of_the_contract_and_says_which_must_be_there():
    rows = table("column")

    assert [codes(row[0]) for row in rows] == [[name] for name in CHARGES_CSV.names]
    assert {codes(row[0])[0] for row in rows if row[1].startswith(("always", "unless"))} == ALWAYS
