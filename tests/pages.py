"""What the documentation tells a person to type."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_PROGRAMS = ("receipts", "aws")


def typed(page: Path) -> list[str]:
    """The commands of a page that are ours or the AWS CLI's, one a line."""
    lines = re.sub(r"\\\n\s*", " ", "\n".join(_in_blocks(page))).splitlines()
    plain = (re.sub(r"^\.venv/bin/", "", line) for line in lines)
    return [line for line in plain if line.split(" ")[0] in _PROGRAMS and "…" not in line]


def _in_blocks(page: Path) -> Iterator[str]:
    """The lines of blocks without a language, which are what is typed, or what is printed."""
    language = None
    for line in map(str.strip, page.read_text(encoding="utf-8").splitlines()):
        if line.startswith("```"):
            language = line.removeprefix("```") if language is None else None
        elif language == "":
            yield line


def words(command: str) -> list[str]:
    """As a shell takes them, up to the first pipe or file."""
    found = shlex.split(command, comments=True)
    ends = [found.index(sign) for sign in ("|", ">") if sign in found]
    return found[: min(ends)] if ends else found
