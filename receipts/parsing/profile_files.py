"""A profile's TOML: the keys it may have, and every mistake in one with how to mend it."""

from collections.abc import Mapping
from typing import Any

from receipts.parsing import toml_files
from receipts.parsing.toml_files import cut_short, instead, quoted, unknown_key
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
_KIND = "profile"
_COLUMNS: tuple[str, ...] = tuple(CHARGES_CSV.names)
_KINDS = {
    str: toml_files.TEXT,
    bool: "true or false, without quotes",
    list: 'a list of columns, such as ["currency"]',
    dict: "the lines below [columns]",
}


def parse(data: bytes) -> dict[str, Any] | str:
    """The TOML's table, or what keeps it from being read."""
    return toml_files.parse(data, kind=_KIND, page="docs/profiles.md")


def mistakes(table: Mapping[str, Any]) -> list[str]:
    """What is wrong with each key, and with how they go together."""
    return cut_short(
        [wrong for pair in table.items() for wrong in _at_key(*pair)] + _together(table)
    )


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
    return unknown_key(name, KEYS, kind=_KIND)


def _unknown_column(name: str) -> str:
    return f"{quoted(name)} is no column of the contract. {instead(name, _COLUMNS)}"
