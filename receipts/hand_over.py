"""A file that is handed over to a Glue job, as that job's arguments; and back."""

import argparse
import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from receipts.model import DroppedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a job is told."""

    bucket: str
    key: str
    #: None: whatever version stands there now.
    file: DroppedFile | None
    #: The settings of a parser, by the names of its variables.
    environment: Mapping[str, str]


def to_arguments(file: DroppedFile) -> dict[str, str]:
    """As Glue takes them.

    A key may hold any character, and Glue does not say which an argument may; so it is quoted, and
    four letters for a byte still are far below what was seen to be refused:
    https://github.com/awsdocs/aws-glue-developer-guide/issues/55
    """
    return {
        "--bucket": file.bucket,
        "--key": _quoted(file.key),
        "--version-id": _quoted(file.version_id),
        "--size": str(file.size),
        "--dropped-at": file.dropped_at.isoformat(),
    }


def from_arguments(argv: Sequence[str]) -> Asked:
    """What Glue, or a person at a terminal, tells the job; Glue adds arguments of its own."""
    told = _parser().parse_known_args(argv)[0]
    key = unquote(told.key)
    return Asked(
        bucket=told.bucket,
        key=key,
        file=_file(told, key) if told.version_id else None,
        environment=_settings(told.settings) | dict(_pair(each) for each in told.setting),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    add = parser.add_argument
    add("--bucket", required=True)
    add("--key", required=True, help="percent-encoded")
    add("--version-id", help="percent-encoded; with --size and --dropped-at")
    add("--size", type=int, default=0)
    add("--dropped-at", type=datetime.fromisoformat)
    add("--settings", default="", help="Base64 of lines NAME=VALUE")
    add("--setting", action="append", default=[], metavar="NAME=VALUE")
    return parser


def _file(told: argparse.Namespace, key: str) -> DroppedFile:
    return DroppedFile(
        bucket=told.bucket,
        key=key,
        version_id=unquote(told.version_id),
        size=told.size,
        dropped_at=told.dropped_at,
    )


def _quoted(text: str) -> str:
    """A leading hyphen would begin an option."""
    quoted = quote(text)
    return f"%2D{quoted[1:]}" if quoted.startswith("-") else quoted


def _settings(encoded: str) -> dict[str, str]:
    """All in one argument: empty values, quotes and hyphens reach the job as they are."""
    # Not splitlines, which cuts at letters that a seller's address may have.
    lines = base64.b64decode(encoded).decode().split("\n")
    return dict(_pair(line) for line in lines if line)


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition("=")
    return name, value
