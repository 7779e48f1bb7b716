"""The jobs' packages, as Glue takes them, and the jobs themselves.

Wheels as they are, on which pip on Glue runs with --no-index:
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html (appendix A)
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bundles.build import Built, write_bill
from bundles.pack import write_zip
from bundles.recipe import ROOT, Target, lock_of
from bundles.wheels import fetch

#: What setuptools makes our wheel of.
_SOURCES = ("LICENSE", "README.md", "pyproject.toml", "setup.cfg", "receipts", "schemas")
#: A zip has no earlier day.
_FIRST_DAY = "315532800"


def build_glue(target: Target, *, cache: Path, into: Path) -> Built:
    """`into`/glue: the zip of wheels, and a copy of each script."""
    wheels = fetch(lock_of("packages", target), target, cache / target.name)
    path = into / "glue" / "packages.gluewheels.zip"
    with _our_wheel() as ours:
        files = {f"wheels/{each.name}": each.read_bytes() for each in (ours, *wheels)}
        files["wheels/requirements.txt"] = _requirements([ours, *wheels])
        write_zip(path, files)
    write_bill(path, wheels)
    for script in _scripts():
        shutil.copyfile(script, path.with_name(script.name))
    return Built(path=path, unpacked_bytes=sum(map(len, files.values())), most_bytes=None)


def _scripts() -> Iterator[Path]:
    return (path for path in sorted((ROOT / "jobs").glob("*.py")) if path.stem != "__init__")


def _requirements(wheels: Iterable[Path]) -> bytes:
    """All of them by their versions: Glue has others of some."""
    pins = ("==".join(wheel.name.split("-")[:2]) for wheel in wheels)
    return "".join(f"{pin}\n" for pin in sorted(pins)).encode()


@contextmanager
def _our_wheel() -> Iterator[Path]:
    """Made of a copy: setuptools leaves things where it builds, and packs what it finds there."""
    with TemporaryDirectory(prefix="receipts-wheel-") as folder:
        copy = Path(folder) / "sources"
        copy.mkdir()
        for name in _SOURCES:
            _copy(ROOT / name, copy / name)
        _build(copy, Path(folder))
        (wheel,) = Path(folder).glob("*.whl")
        yield wheel


def _copy(source: Path, to: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, to, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, to)
    for path in (to, *to.rglob("*")):
        # The wheel's files have the modes of these, whatever this machine's are.
        path.chmod(0o755 if path.is_dir() else 0o644)


def _build(sources: Path, into: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    pinned = {"PIP_CONSTRAINT": str(ROOT / "constraints.txt"), "SOURCE_DATE_EPOCH": _FIRST_DAY}
    subprocess.run(
        [*command, "--no-deps", "--wheel-dir", into, sources],
        env={**os.environ, **pinned},
        check=True,
    )
