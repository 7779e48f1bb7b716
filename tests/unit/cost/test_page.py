"""docs/cost.md says what the command says."""

import re
from pathlib import Path

import pytest

from receipts.cli.main import main
from receipts.cost.items import Group
from tests.unit.cost.months import bill

PAGE = Path(__file__).parents[3].joinpath("docs", "cost.md").read_text(encoding="utf-8")
SIZES = ("1000", "100000", "1000000")


def test_the_tables_are_those_of_the_command(capsys):
    main(["cost", "--customers", *SIZES, "--basis", "--markdown"])

    tables = [text for text in capsys.readouterr().out.split("\n\n") if text.startswith("|")]

    assert len(tables) == 4
    assert [table.partition("\n")[0] for table in tables if f"\n{table}\n" not in PAGE] == []


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ("as above", {}),
        ("`KeepMails=false`", {"keep_mails": False}),
        ("`SesMaxSendRate` 5", {"rate": 5}),
        ("`SesMaxSendRate` 200", {"rate": 200}),
        ("`SesMaxSendRate` 1,", {"rate": 1}),
        ("a hundred lines a customer", {"lines": 10_000_000}),
        ("each mail with 40,000 bytes of PDF", {"attachment_bytes": 40_000}),
        ("all of it kept for ten years", {"months_kept": 120}),
    ],
)
def test_what_moves_it_is_what_it_comes_to(words, changes):
    (told,) = re.findall(rf"^\| {re.escape(words)}.*\| ([0-9.]+) \|$", PAGE, re.MULTILINE)

    assert told == f"{bill(**changes).sum_of(Group.RECEIPTS):.2f}"
