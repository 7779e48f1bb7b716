"""How a source's header and habits map to the columns of the contract."""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from receipts.model import Problem
from receipts.parsing.problems import file_error
from receipts.parsing.profile_files import headers, mistakes, parse, required_columns
from schemas.charges import CHARGES_CSV

BUILT_IN = ("plain", "focus")
_NAME = re.compile("[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Profile:
    """A source of charges files."""

    name: str
    #: The source's header name -> column of the contract.
    columns: dict[str, str]
    #: Cells with this text hold nothing.
    null: str | None = None
    #: Whether `1.5E-7` is an amount.
    exponents: bool = False
    #: The billing period is the month of a date, `2024-09-01 00:00:00`.
    period_from_date: bool = False
    #: Names and addresses come from `config/contacts/<name>.csv`.
    contacts: bool = False
    required: frozenset[str] = field(
        default=frozenset(f.name for f in CHARGES_CSV if not f.nullable)
    )
    delimiter: str = ","
    #: UTF-8 is always read as well.
    encoding: str = "utf-8"
    #: The decimal sign of amounts.
    decimal: str = "."


@functools.cache
def built_in() -> Mapping[str, Profile]:
    """The profiles that every installation has, by name."""
    folder = resources.files("schemas") / "profiles"
    files = {name: folder / f"{name}.toml" for name in BUILT_IN}
    return {
        name: _profile(name, tomllib.loads(file.read_text(encoding="utf-8")))
        for name, file in files.items()
    }


def header_key(name: str) -> str:
    """Headers match without regard to case, spaces, `_` and `-`."""
    return "".join(name.split()).casefold().replace("_", "").replace("-", "")


def is_profile_name(text: str) -> bool:
    """Whether a profile may have this name."""
    return bool(_NAME.fullmatch(text))


def profile_key(name: str) -> str:
    """Where an admin uploads it, in the landing bucket."""
    return f"config/profiles/{name}.toml"


def resolve(name: str, own: bytes | None) -> Profile | Problem:
    """The profile of that name: a built-in one, or what a user's TOML says."""
    if name in BUILT_IN:
        return built_in()[name]
    if own is None:
        known = ", ".join(BUILT_IN)
        return file_error("profile_unknown", value=name, key=profile_key(name), known=known)
    return read_profile(name, own)


def read_profile(name: str, data: bytes) -> Profile | Problem:
    """A user's own profile, or one problem that names each of its mistakes."""
    wrong = _misnamed(name)
    table = parse(data)
    wrong += [table] if isinstance(table, str) else mistakes(table) + _ambiguous(headers(table))
    if wrong or isinstance(table, str):
        return file_error("profile_invalid", value=name, reason=" ".join(wrong))
    return _profile(name, table)


def _misnamed(name: str) -> list[str]:
    if name in BUILT_IN:
        return [f"{name} is built in. Give the file another name, such as my-{name}.toml."]
    if not is_profile_name(name):
        return [
            "Its name must begin with a-z or 0-9, go on with these, - or _, and have at most 64"
            " characters. Rename the file."
        ]
    return []


def _ambiguous(headers: Mapping[str, str]) -> list[str]:
    by_key: dict[str, list[str]] = {}
    for column, header in headers.items():
        by_key.setdefault(header_key(header), []).append(column)
    empty = by_key.pop("", [])
    shared = [" and ".join(columns) for columns in by_key.values() if len(columns) > 1]
    return [
        f"The header of {column} is empty. Fill it in, or delete the line." for column in empty
    ] + [
        f"{columns} have the same header: case, spaces, _ and - do not count. Give each its own."
        for columns in shared
    ]


def _profile(name: str, table: Mapping[str, Any]) -> Profile:
    habits = {key: value for key, value in table.items() if key not in ("columns", "required")}
    columns = {header: column for column, header in headers(table).items()}
    return Profile(name, columns, required=required_columns(table), **habits)
