"""The Python that Lambda runs, on this machine: compiled files are for one version.

    python -m bundles.interpreter 3.13

prints where it is. Exit code: 69 there is none.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

#: sysexits.h: what is needed is not there.
_EX_UNAVAILABLE = 69


class NoPythonError(Exception):
    """This machine has no such Python."""


def find_python(version: str, *, named: str | None = None) -> Path:
    """`named`, or one on the PATH, of pyenv or of uv, that is of a version such as 3.13."""
    for path in [Path(named)] if named else _places(version):
        if _version(path) == version:
            return path
    wrong = f"{named} is not Python {version}" if named else f"Python {version} is needed"
    raise NoPythonError(
        f"{wrong}: Lambda runs it, and bundles have what it compiles. "
        f"Install it, or name one: make build PYTHON313=/path/to/python{version}"
    )


def find_or_fetch_python(version: str, *, named: str | None = None) -> Path:
    """The same, or else one that uv fetches into the home directory."""
    try:
        return find_python(version, named=named)
    except NoPythonError:
        if named:
            raise
    print(f"There is no Python {version} here: uv fetches one.", flush=True)
    # Whether it came is asked below; what kept it away uv says itself.
    subprocess.run(
        [sys.executable, "-m", "uv", "python", "install", "--no-bin", version], check=False
    )
    return find_python(version)


def _places(version: str) -> Iterator[Path]:
    for folder in os.get_exec_path():
        if found := shutil.which(f"python{version}", path=folder):
            yield Path(found)
    home = Path.home()
    yield from sorted(home.glob(f".pyenv/versions/{version}*/bin/python{version}"))
    yield from sorted(home.glob(f".local/share/uv/python/cpython-{version}*/bin/python{version}"))


def _version(python: Path) -> str | None:
    """None for what does not run, such as pyenv's stand-in for a version that is not chosen."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def main(version: str) -> int:
    """Say where it is, or what to do."""
    try:
        print(find_python(version))
    except NoPythonError as error:
        print(error, file=sys.stderr)
        return _EX_UNAVAILABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
