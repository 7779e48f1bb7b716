"""What admins write in TOML: how it is read, and how its mistakes are told."""

import difflib
import json
import tomllib
from collections.abc import Iterable
from typing import Any

#: What a text must be, in words.
TEXT = "text in quotes"
_MAX_BYTES = 65536
_MAX_MISTAKES = 50
_MAX_SHOWN = 60


def parse(data: bytes, *, kind: str, page: str) -> dict[str, Any] | str:
    """The TOML's table, or what keeps it from being read; `page` says how a `kind` is written."""
    if len(data) > _MAX_BYTES:
        return f"The file has more than {_MAX_BYTES} bytes. Upload the {kind}, and nothing else."
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"Line {line} is not UTF-8 text. Save the file as UTF-8."
    except tomllib.TOMLDecodeError as error:
        return f'The file is not TOML: {error}. Write key = "text", each on a line of its own.'
    except (ValueError, RecursionError):  # a number of 5000 digits, lists in lists in lists
        return f"The file is not TOML that can be read. Begin anew from {page}."


def unknown_key(name: str, known: Iterable[str], *, kind: str) -> str:
    """A key that no file of this kind has."""
    return f"{quoted(name)} is no key of a {kind}. {instead(name, known)}"


def instead(name: str, known: Iterable[str]) -> str:
    """What may have been meant by a name that is not known."""
    near = difflib.get_close_matches(name[:_MAX_SHOWN].casefold(), known, n=1)
    return f"{f'Did you mean {near[0]}? ' if near else ''}Known are {', '.join(known)}."


def cut_short(mistakes: list[str]) -> list[str]:
    """As many as a person reads, and the number of the others."""
    rest = len(mistakes) - _MAX_MISTAKES
    shown = mistakes[:_MAX_MISTAKES]
    return [*shown, f"And {rest} more."] if rest > 0 else shown


def quoted(text: str) -> str:
    """As TOML has it, cut short, and spelled out where it would not print."""
    return json.dumps(text[:_MAX_SHOWN], ensure_ascii=not text.isprintable())
