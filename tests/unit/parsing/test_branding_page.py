"""docs/branding.md says what the code does, and what it tells a person to type can be typed."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from receipts.cli import drop, validate
from receipts.parsing.branding import (
    BRANDING_KEY,
    KEYS,
    MAX_FOOTER,
    Branding,
    Look,
    logo_key,
    read_branding,
)
from receipts.parsing.letterhead import read_letterhead
from receipts.parsing.logo import MAX_BYTES, MAX_SIDE, SHOWN_HEIGHT, SHOWN_WIDTH
from tests.builders import inputs
from tests.pictures import png
from tests.unit.cloudformation.template import PARAMETERS

PAGE = (Path(__file__).parents[3] / "docs" / "branding.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
#: In blocks of their own, and within sentences.
TYPED = [line for language, block in BLOCKS if not language for line in block.splitlines()]
MENTIONED = re.findall(r"`((?:receipts|aws) \w+ [^`]+)`", PAGE)
COMMANDS = [shlex.split(line) for line in [*TYPED, *MENTIONED]]
OURS = [command for command in COMMANDS if command[0] == "receipts"]


def blocks(language):
    return [block for each, block in BLOCKS if each == language]


def rows(first_heading):
    text = PAGE.split(f"| {first_heading} |", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in text.splitlines()[2:]]


def test_the_example_on_the_page_is_a_faultless_branding():
    example, _ = blocks("toml")

    look = read_branding(Branding(toml=example.encode(), logo=png()))

    assert isinstance(look, Look), look
    assert (look.colour, look.logo.kind) == ("#0b6e4f", "png")
    assert len(look.footer.splitlines()) == 2


def test_the_mistakes_on_the_page_are_answered_as_it_says():
    _, mistaken = blocks("toml")
    (answer,) = blocks("text")

    _, (problem,) = read_letterhead(
        inputs(b"", branding=Branding(toml=mistaken.encode(), logo=b"<svg/>"))
    )

    assert problem.message == " ".join(answer.split())


def test_the_page_has_every_key():
    assert [row[0] for row in rows("key")] == [f"`{key}`" for key in KEYS]


@pytest.mark.parametrize(("name", "most", "_"), rows("parameter"), ids=lambda cell: cell[:20])
def test_the_page_says_how_long_each_parameter_may_be(name, most, _):
    parameter = PARAMETERS[name.strip("`")]

    length = f"{parameter.get('MaxLength')} characters"
    values = " or ".join(f"`{value}`" for value in parameter.get("AllowedValues", ()))
    assert most == ("`#rrggbb`" if name == "`BrandColour`" else values or length)


@pytest.mark.parametrize(
    "words",
    [
        f"at most {MAX_FOOTER} characters",
        f"at most {MAX_BYTES} bytes and {MAX_SIDE} pixels a side",
        f"at most {SHOWN_WIDTH} x {SHOWN_HEIGHT} pixels",
        f"a logo of {2 * SHOWN_WIDTH} x {2 * SHOWN_HEIGHT} is sharp",
    ],
)
def test_the_page_says_the_limits(words):
    assert words in PAGE


def test_the_files_are_uploaded_to_where_they_are_read_the_logo_first():
    commands = [command for command in COMMANDS if command[0] == "aws"]

    assert commands == [
        ["aws", "s3", "cp", name, f"s3://LANDING-BUCKET/{key}"]
        for name, key in [("logo.png", logo_key("logo.png")), ("branding.toml", BRANDING_KEY)]
    ]


@pytest.mark.parametrize("command", OURS, ids=" ".join)
def test_each_command_of_ours_is_understood(command):
    parser = argparse.ArgumentParser(exit_on_error=False)
    {"drop": drop, "validate": validate}[command[1]].add_arguments(parser)

    assert parser.parse_args(command[2:]).file.suffix == ".csv"


def test_the_page_types_nothing_else():
    assert {command[0] for command in COMMANDS} == {"aws", "receipts"}
    assert {command[1] for command in OURS} == {"validate", "drop"}
