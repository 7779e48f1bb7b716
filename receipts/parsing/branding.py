"""config/branding/ of the landing bucket: what an admin uploads, and its mistakes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from receipts.letterhead import Logo
from receipts.parsing import toml_files
from receipts.parsing.logo import read_logo
from receipts.parsing.toml_files import TEXT, cut_short, quoted, unknown_key

KEYS = ("colour", "footer", "logo")
MAX_FOOTER = 1000
_FOLDER = "config/branding"
BRANDING_KEY = f"{_FOLDER}/branding.toml"
COLOUR = re.compile("#[0-9a-fA-F]{6}")
#: Control characters, what else breaks lines, and halves of characters.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """The files as they were uploaded; the logo only if the TOML names it."""

    toml: bytes | None = None
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the files say; None: not said, the stack's parameter holds."""

    colour: str | None = None
    footer: str | None = None
    logo: Logo | None = None


def logo_key(name: str) -> str:
    """Where an admin uploads it, in the landing bucket."""
    return f"{_FOLDER}/{name}"


def branding_of(config: Callable[[str], bytes | None]) -> Branding:
    """What is uploaded now."""
    toml = config(BRANDING_KEY)
    table = {} if toml is None else _parse(toml)
    name = None if isinstance(table, str) else _file_name(table.get("logo"))
    logo = config(logo_key(name)) if name else None
    return Branding(toml=toml, logo=logo)


def read_branding(branding: Branding) -> Look | list[str]:
    """The look, or every mistake in it with how to mend it."""
    if branding.toml is None:
        return Look()
    table = _parse(branding.toml)
    if isinstance(table, str):
        return [table]
    wrong = [mistake for pair in table.items() for mistake in _at_key(*pair)]
    logo = _logo(_file_name(table.get("logo")), branding.logo)
    if isinstance(logo, list):
        return cut_short(wrong + logo)
    if wrong:
        return cut_short(wrong)
    return Look(colour=table.get("colour"), footer=_footer(table), logo=logo)


def _parse(data: bytes) -> dict[str, Any] | str:
    return toml_files.parse(data, kind="branding", page="docs/branding.md")


def _file_name(value: object) -> str | None:
    return value if isinstance(value, str) and _FILE_NAME.fullmatch(value) else None


def _at_key(name: str, value: object) -> list[str]:
    if name not in KEYS:
        return [unknown_key(name, KEYS, kind="branding")]
    if not isinstance(value, str):
        return [f"{name} must be {TEXT}."]
    return {"colour": _at_colour, "footer": _at_footer, "logo": _at_logo}[name](value)


def _at_colour(colour: str) -> list[str]:
    if COLOUR.fullmatch(colour):
        return []
    return [f'colour must be # and six of 0-9 and a-f, such as "#1d4ed8", not {quoted(colour)}.']


def _at_footer(footer: str) -> list[str]:
    wrong = []
    if len(footer.strip()) > MAX_FOOTER:
        wrong.append(f"footer has more than {MAX_FOOTER} characters. Shorten it.")
    if UNSEEN.search(footer.replace("\n", "")):
        wrong.append("footer holds a control character. Delete it; line breaks may stay.")
    return wrong


def _at_logo(name: str) -> list[str]:
    if _file_name(name):
        return []
    return [
        'logo must be the name of a file beside branding.toml, such as "logo.png", of letters,'
        f" digits, ., - and _, not {quoted(name)}."
    ]


def _logo(name: str | None, data: bytes | None) -> Logo | list[str] | None:
    if name is None:
        return None
    if data is None:
        return [f"There is no {logo_key(name)}. Upload it, or delete the line logo."]
    return read_logo(name, data)


def _footer(table: Mapping[str, Any]) -> str | None:
    footer = table.get("footer")
    return None if footer is None else footer.strip()
