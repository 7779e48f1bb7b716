"""A report on a run whose lines are in many files."""

from dataclasses import replace

from receipts.parsing import parts
from tests.fakes import FakeWorld
from tests.unit.report.months import billed, figures, rows

FILE = rows(*(f"C{number} Hosting {number}.10 USD" for number in range(30)))


def test_lines_in_many_files_add_up_to_what_one_file_has(monkeypatch):
    whole, pieces = FakeWorld(), FakeWorld()
    of_one = figures(whole, billed(whole, FILE))
    monkeypatch.setattr(parts, "_LINES", 1)

    of_many = figures(pieces, billed(pieces, FILE))

    folders = [file.key.split("/")[0] for file in of_many.files]
    assert folders.count("lines") > 10
    assert replace(of_many, files=()) == replace(of_one, files=())
