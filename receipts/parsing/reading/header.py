"""The first record of a file -> which of its columns is which of the contract's."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

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
    def sources(self) -> dict[str, str]:
        """Column of the contract -> the file's name for it."""
        return {column: self.names[i].strip() for i, column in self.known.items()}


def read_header(text: bytes, profile: Profile) -> Header:
    """The header of a file. Its problems' severity says whether the rows may be used."""
    reader = csv.reader(_physical_lines(text), delimiter=profile.delimiter)
    starts_after = 0
    for names in reader:
        if any(name.strip() for name in names):
            known, problems = _understand(names, profile)
            return Header(names, known, problems, starts_after, reader.line_num)
        starts_after = reader.line_num
    return Header([], {}, [file_error("file_empty")], 0, 0)


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
    other = _other_delimiter(names, profile)
    rest = [other] if other else [*_missing(known, profile), *_ignored(names, wanted)]
    return known, problems + rest


def _other_delimiter(names: list[str], profile: Profile) -> Problem | None:
    if len(names) > 1:
        return None
    wanted = _DELIMITERS[profile.delimiter]
    for sign, spoken in _DELIMITERS.items():
        if sign in names[0]:
            written = sign.replace("\t", "\\t")
            return file_error("delimiter_unexpected", found=spoken, wanted=wanted, sign=written)
    return None


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
