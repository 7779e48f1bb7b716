"""The folder of a preview: nobody else may read it, and nothing in it but our own is deleted."""

from collections.abc import Mapping
from pathlib import Path

from receipts.errors import ConfigError

_MARK = ".receipts-preview"
_OURS = (
    "index.html",
    "data.js",
    "preview.*",
    "receipts/*/index.html",
    "receipts/*/mail.*",
    "receipts/*/receipt-*",
)


def expect(folder: Path) -> None:
    """ConfigError when it is somebody else's."""
    if folder.is_dir() and not (folder / _MARK).is_file() and any(folder.iterdir()):
        raise ConfigError(
            f"{folder} has files that this command did not make; name an empty folder with --out"
        )


def prepare(folder: Path) -> None:
    """Make it, or clear what an earlier preview made; ConfigError when it is somebody else's.

    It is marked before anything is in it, so an interrupted preview leaves what the next accepts.
    """
    expect(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / _MARK).write_text("A preview of receipts. The next one clears what it made here.\n")
    _clear(folder)
    (folder / "receipts").mkdir(exist_ok=True)


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Files by name into a folder that may be new."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _clear(folder: Path) -> None:
    for pattern in _OURS:
        for path in folder.glob(pattern):
            path.unlink()
    for path in folder.glob("receipts/*"):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
