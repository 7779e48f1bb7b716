"""A profile's TOML: the keys it may have, and every mistake in one with how to mend it."""

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.charges import CHARGES_CSV

KEYS: Mapping[str, type[Any]] = {
    "delimiter": str,
    "encoding": str,
    "decimal": str,
    "null": str,
    "exponents": bool,
    "period_from_date": bool,
    "contacts": bool,
    "required": list,
    "columns": dict,
}
#: Keys that are not here hold any value of their type.
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "delimiter": (",", ";", "|", "\t"),
    "encoding": ("utf-8", "utf-16", "cp1252"),
    "decimal": (".", ","),
}
_COLUMNS: tuple[str, ...] = tuple(CHARGES_CSV.names)
_KINDS = {
    str: "text in quotes",
    bool: "true or false, without quotes",
    list: 'a list of columns, such as ["currency"]',
    dict: "the lines below [columns]",
}
_MAX_BYTES = 65536
_MAX_MISTAKES = 50
_MAX_SHOWN = 60


def parse(data: bytes) -> dict[str, Any] | str:
    """The TOML's table, or what keeps it from being read."""
    if len(data) > _MAX_BYTES:
        return f"The file has more than {_MAX_BYTES} bytes. Upload the profile, not the charges."
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"Line {line} is not UTF-8 text. Save the file as UTF-8."
    except tomllib.TOMLDecodeError as error:
        return f'The file is not TOML: {error}. Write key = "text", each on a line of its own.'
    except (ValueError, RecursionError):  # a number of 5000 digits, lists in lists in lists
        return "The file is not TOML that can be read. Begin anew from docs/profiles.md."


def mistakes(table: Mapping[str, Any]) -> list[str]:
    """What is wrong with each key, and with how they go together."""
    found = [wrong for pair in table.items() for wrong in _at_key(*pair)] + _together(table)
    rest = len(found) - _MAX_MISTAKES
    return [*found[:_MAX_MISTAKES], f"There are {rest} more mistakes."] if rest > 0 else found


def headers(table: Mapping[str, Any]) -> dict[str, str]:
    """The source's header of each column of the contract, as far as these are well formed."""
    columns = table.get("columns")
    pairs = columns.items() if isinstance(columns, dict) else ()
    return {name: text for name, text in pairs if name in _COLUMNS and isinstance(text, str)}


def required_columns(table: Mapping[str, Any]) -> frozenset[str]:
    """The columns that files of this source must have."""
    always = {column.name for column in CHARGES_CSV if not column.nullable}
    elsewhere = {"customer_name", "email"} if table.get("contacts") is True else set()
    asked = table.get("required")
    also = {name for name in _COLUMNS if isinstance(asked, list) and name in asked}
    return frozenset((always - elsewhere) | also)


def _at_key(name: str, value: Any) -> list[str]:
    if name not in KEYS:
        return [_unknown_key(name)]
    if not isinstance(value, KEYS[name]):
        return [f"{name} must be {_KINDS[KEYS[name]]}."]
    allowed = ALLOWED.get(name)
    if allowed and value not in allowed:
        return [f"{name} must be {' or '.join(map(quoted, allowed))}, not {quoted(value)}."]
    if name == "required":
        return [wrong for column in value for wrong in _at_required(column)]
    if name == "columns":
        return [wrong for column in value for wrong in _at_column(column, value[column])]
    return []


def _at_required(column: object) -> list[str]:
    if not isinstance(column, str):
        return [f"required must be {_KINDS[list]}."]
    return [] if column in _COLUMNS else [_unknown_column(column)]


def _at_column(column: str, header: object) -> list[str]:
    if column in KEYS:
        return [f"{column} must stand above the line [columns]."]
    if column not in _COLUMNS:
        turned = f"Turn it round: {header} = {quoted(column)}."
        return [turned if header in _COLUMNS else _unknown_column(column)]
    return [] if isinstance(header, str) else [f"The header of {column} must be {_KINDS[str]}."]


def _together(table: Mapping[str, Any]) -> list[str]:
    columns, null = table.get("columns"), table.get("null")
    named = set(columns) if isinstance(columns, dict) else set()
    missing = [name for name in _COLUMNS if name in required_columns(table) - named]
    checks = {
        f"Below [columns], the headers of these are missing: {', '.join(missing)}.": missing,
        "null must be text without spaces around it; empty cells need no null.": (
            isinstance(null, str) and null != (null.strip() or None)
        ),
        "period_from_date needs the header of billing_period below [columns].": (
            table.get("period_from_date") is True and "billing_period" not in named
        ),
        "With contacts = true, addresses are read from the contacts file alone. Delete email below"
        " [columns], or contacts.": table.get("contacts") is True and "email" in named,
    }
    return [words for words, wrong in checks.items() if wrong]


def _unknown_key(name: str) -> str:
    if name in _COLUMNS:
        return f"{name} must stand below the line [columns]."
    return f"{quoted(name)} is no key of a profile. {_instead(name, KEYS)}"


def _unknown_column(name: str) -> str:
    return f"{quoted(name)} is no column of the contract. {_instead(name, _COLUMNS)}"


def _instead(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name[:_MAX_SHOWN].casefold(), known, n=1)
    return f"{f'Did you mean {near[0]}? ' if near else ''}Known are {', '.join(known)}."


def quoted(text: str) -> str:
    """As TOML has it, cut short, and spelled out where it would not print."""
    return json.dumps(text[:_MAX_SHOWN], ensure_ascii=not text.isprintable())
