"""Wheels: fetched by what a lock says of them, and read."""

import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from bundles.elf import stripped
from bundles.recipe import Target, Trim

_HASH = re.compile("--hash=sha256:([0-9a-f]{64})")


class FetchError(Exception):
    """pip could not get what a lock names."""


def fetch(lock: Path, target: Target, into: Path) -> list[Path]:
    """The lock's wheels, in its order, each with the hash that it says."""
    wanted = _HASH.findall(lock.read_text(encoding="utf-8"))
    if not set(wanted) <= _by_hash(into).keys():
        run_pip("download", *pip_options(target, into), "--require-hashes", "-r", str(lock))
    found = _by_hash(into)
    return [found[sha256] for sha256 in wanted]


def sha256_of(path: Path) -> str:
    """In hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _by_hash(folder: Path) -> dict[str, Path]:
    return {sha256_of(path): path for path in sorted(folder.glob("*.whl"))}


def pip_options(target: Target, into: Path) -> list[str]:
    """Wheels of a target, whatever this machine is, and nothing that asks for them."""
    tags = [part for each in target.platforms for part in ("--platform", each)]
    abis = ("--abi", f"cp{target.python.replace('.', '')}", "--abi", "abi3", "--abi", "none")
    python = ("--implementation", "cp", "--python-version", target.python)
    return ["--no-deps", "--only-binary=:all:", *tags, *abis, *python, "--dest", str(into)]


def run_pip(*arguments: str) -> None:
    """With the user's own index and settings."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise FetchError(done.stderr.strip())


def files_of(wheel: Path, trim: Trim) -> Iterator[tuple[str, bytes]]:
    """What a wheel installs, but for what is trimmed; libraries are stripped.

    Its scripts stay out: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
    """
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            path = _installed(entry.filename)
            if path and not entry.is_dir() and not trim.drops(path):
                yield path, stripped(archive.read(entry))


def _installed(path: str) -> str | None:
    """Where a wheel's file goes; None for what is no module."""
    folder, _, inside = path.partition("/")
    if not folder.endswith(".data"):
        return path
    kind, _, rest = inside.partition("/")
    return rest if kind in {"purelib", "platlib"} else None
