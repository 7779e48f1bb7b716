"""Files that a person names on the command line."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from receipts.cli.telling import Telling
from receipts.errors import ConfigError

_CHUNK = 1 << 22


def expect(*paths: Path | None) -> None:
    """One error names all that are not there."""
    missing = [str(path) for path in paths if path is not None and not path.is_file()]
    if missing:
        raise ConfigError(f"no such file: {', '.join(missing)}")


def refuse_to_overwrite(target: Path | None, *sources: Path | None) -> None:
    """What is read may not be written."""
    there = target is not None and target.exists()
    if target and there and any(s and s.exists() and target.samefile(s) for s in sources):
        raise ConfigError(f"{target} is read: write to another file")


def read(path: Path, tell: Telling) -> bytes:
    """All of a file, telling how far it is."""
    words, size = f"Reading {path.name} …", path.stat().st_size
    tell.step(words)
    data = io.BytesIO()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            data.write(chunk)
            tell.go_on(words, done=data.tell(), total=size)
    return data.getvalue()


def read_if_there(path: Path) -> bytes | None:
    """All of a small file, or None."""
    return path.read_bytes() if path.is_file() else None


def config_near(file: Path) -> Callable[[str], bytes | None]:
    """Reads `config/…` in the working directory, or beside a file, as if it were the bucket's."""

    def config(key: str) -> bytes | None:
        found = (read_if_there(folder / key) for folder in (Path(), file.parent))
        return next((data for data in found if data is not None), None)

    return config


def write_json(path: Path, content: dict[str, Any]) -> None:
    """For programs, and for people with patience."""
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
