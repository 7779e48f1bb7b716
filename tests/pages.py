"""What the documentation tells a person to type."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted(DOCS.rglob("*.md")),
    ROOT / "benchmarks" / "README.md",
]
_PROGRAMS = ("receipts", "aws")
#: In a sentence, a word of a command is a name; with an option or a placeholder it is to be typed.
_TO_BE_TYPED = re.compile(r" --\w|\b[A-Z][A-Z-]{2,}\b")


def typed(page: Path) -> list[str]:
    """The commands of a page that are ours or the AWS CLI's, one a line."""
    lines = re.sub(r"\\\n\s*", " ", "\n".join(_in_blocks(page))).splitlines()
    told = [*lines, *_in_sentences(page)]
    return [line for line in told if line.split(" ")[0] in _PROGRAMS and "…" not in line]


def block(page: Path, language: str, *, number: int = 0) -> str:
    """What stands in one of a page's blocks of a language, for a test to put into a file."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", _text(page), re.MULTILINE | re.DOTALL)
    indent, text = found[number]
    return re.sub(f"^{indent}", "", text, flags=re.MULTILINE)


def words(command: str) -> list[str]:
    """As a shell takes them, up to the first pipe or file."""
    found = shlex.split(command, comments=True)
    ends = [found.index(sign) for sign in ("|", ">") if sign in found]
    return found[: min(ends)] if ends else found


def _in_blocks(page: Path) -> Iterator[str]:
    """The lines of blocks without a language, which are what is typed, or what is printed."""
    language = None
    for line in map(str.strip, _text(page).splitlines()):
        if line.startswith("```"):
            language = line.removeprefix("```") if language is None else None
        elif language == "":
            yield line


def _in_sentences(page: Path) -> Iterator[str]:
    prose = re.sub(r"^ *```.*?^ *```", "", _text(page), flags=re.MULTILINE | re.DOTALL)
    for code in re.findall(r"`([^`]+)`", prose):
        if _TO_BE_TYPED.search(code):
            yield code.replace("\n", " ")


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")
