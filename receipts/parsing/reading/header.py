"""The first record of a file -> which of its columns is which of the contract's."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from receipts.model import Problem
from receipts.parsing.problems import file_error, warning
from receipts.parsing.profiles import Profile, header_key
from schemas.charges import CHARGES_CSV

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
#: Columns of a rejects file that say what is wrong: nobody reads them.
_HELP = ("problem_line", "problem_codes", "problem_help", "problem_row")
_HELP_KEYS = frozenset(map(header_key, _HELP))


@dataclass(frozen=True, slots=True)
class Header:
    """Where the contract's columns are."""

    names: list[str]
    #: What the file's cells are separated by, whether its profile says so or not.
    delimiter: str
    #: Position -> column of the contract.
    known: dict[int, str]
    problems: list[Problem]
    #: Physical lines above the header, and down to its end.
    starts_after: int
    ends_at: int

    @property
    def fewest_cells(self) -> int:
        """Cells a row must have: empty names at the end are a spreadsheet's habit."""
        return max((i + 1 for i, name in enumerate(self.names) if name.strip()), default=0)

    @property
    def ignores_columns(self) -> bool:
        """Whether there are columns that nobody reads."""
        return any(problem.code == "columns_ignored" for problem in self.problems)

    @property
    def absent(self) -> frozenset[str]:
        """Columns of the contract that the file does not have."""
        return frozenset(CHARGES_CSV.names) - self.sources.keys()

    @property
    def sources(self) -> dict[str, str]:
        """Column of the contract -> the file's name for it."""
        return {column: self.names[i].strip() for i, column in self.known.items()}


def read_header(text: bytes, profile: Profile) -> Header:
    """The header of a file. Its problems' severity says whether the rows may be used."""
    first = _first_record(text, profile.delimiter)
    other = _other_delimiter(first.names, profile.delimiter)
    if other:  # read on all the same: whoever mends the file wants to know everything
        first = _first_record(text, other)
    known, problems = _understand(first.names, profile)
    if not first.names:
        problems = [file_error("file_empty")]
    elif other:
        problems = [_unexpected(other, profile.delimiter), *problems]
    return Header(
        first.names, other or profile.delimiter, known, problems, first.starts_after, first.ends_at
    )


class _First(NamedTuple):
    names: list[str]
    starts_after: int
    ends_at: int


def _first_record(text: bytes, delimiter: str) -> _First:
    reader = csv.reader(_physical_lines(text), delimiter=delimiter)
    starts_after = 0
    for names in reader:
        if any(name.strip() for name in names):
            return _First(names, starts_after, reader.line_num)
        starts_after = reader.line_num
    return _First([], 0, 0)


def _physical_lines(text: bytes) -> Iterator[str]:
    return (line.decode("utf-8-sig") for line in io.BytesIO(text))


def _understand(names: list[str], profile: Profile) -> tuple[dict[int, str], list[Problem]]:
    wanted = {header_key(source): column for source, column in profile.columns.items()}
    if "billing_period" not in profile.columns.values():  # a rejects file has it all the same
        wanted[header_key("billing_period")] = "billing_period"
    known: dict[int, str] = {}
    problems: list[Problem] = []
    for position, name in enumerate(names):
        column = wanted.get(header_key(name))
        if column in known.values():
            problems.append(file_error("column_duplicated", column=name.strip()))
        elif column:
            known[position] = column
    return known, [*problems, *_missing(known, profile), *_ignored(names, wanted)]


def _other_delimiter(names: list[str], delimiter: str) -> str | None:
    """What separates a header that the delimiter leaves in one piece."""
    others = (sign for sign in _DELIMITERS if sign != delimiter and len(names) == 1)
    return next((sign for sign in others if len(next(csv.reader(names, delimiter=sign))) > 1), None)


def _unexpected(found: str, wanted: str) -> Problem:
    return file_error(
        "delimiter_unexpected",
        found=_DELIMITERS[found],
        wanted=_DELIMITERS[wanted],
        sign=found.replace("\t", "\\t"),
    )


def _missing(known: dict[int, str], profile: Profile) -> list[Problem]:
    source = {column: name for name, column in profile.columns.items()}
    absent = sorted(profile.required - set(known.values()), key=CHARGES_CSV.names.index)
    return [
        file_error("column_missing", column=source[column]) for column in absent if column in source
    ]


def _ignored(names: list[str], wanted: dict[str, str]) -> list[Problem]:
    known = wanted.keys() | _HELP_KEYS
    ignored = [name.strip() for name in names if name.strip() and header_key(name) not in known]
    return [warning("columns_ignored", value=", ".join(ignored))] if ignored else []
