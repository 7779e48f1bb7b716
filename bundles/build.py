"""Recipe, locks and this checkout -> the files of a bundle, and the bundle."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bundles.bill import licences_of, package_of, sbom_of
from bundles.compiling import compiled
from bundles.elf import machine_of
from bundles.our_code import code_of
from bundles.pack import write_zip
from bundles.recipe import Files, Function, Target, Trim, lock_of, read_recipe
from bundles.wheels import fetch, files_of


class BuildError(Exception):
    """A bundle that must not be deployed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A bundle as it came to be."""

    path: Path
    unpacked_bytes: int
    #: None where nobody sets a limit.
    most_bytes: int | None

    @property
    def fits(self) -> bool:
        """Whether it may be deployed."""
        return self.most_bytes is None or self.unpacked_bytes <= self.most_bytes


def build_function(
    function: Function, target: Target, *, trim: Trim, python: Path, cache: Path, into: Path
) -> Built:
    """`into`/<target>/<module>.zip, with its bill of materials beside it."""
    wheels = fetch(lock_of(function.name, target), target, cache / target.name)
    others, ours = installed(wheels, trim), code_of(function.module)
    check_machine(others, target)
    files = {**importable(others, python), **ours, **compiled(ours, python)}
    path = into / target.name / f"{function.module}.zip"
    write_zip(path, files)
    write_bill(path, wheels)
    size = sum(map(len, files.values()))
    return Built(path=path, unpacked_bytes=size, most_bytes=function.most_bytes)


def importable(files: Files, python: Path) -> Files:
    """Modules as what they compile to, without their sources, for which the parser has no room.

    Tracebacks still name their files and lines.
    """
    others = {path: data for path, data in files.items() if not path.endswith(".py")}
    return {**others, **compiled(files, python, instead=True)}


def installed(wheels: Iterable[Path], trim: Trim) -> Files:
    """All in one folder, as Lambda unpacks it; no file twice."""
    files: dict[str, bytes] = {}
    for wheel in wheels:
        for path, data in files_of(wheel, trim):
            if files.setdefault(path, data) != data:
                raise BuildError(f"{wheel.name} has another {path} than what is there")
    return files


def check_machine(files: Files, target: Target) -> None:
    """Every library is for the machine that will load it."""
    for path, data in files.items():
        if machine_of(data) not in {None, target.machine}:
            raise BuildError(f"{path} is for {machine_of(data)}, {target.name} is {target.machine}")


def write_bill(path: Path, wheels: Iterable[Path]) -> None:
    """What is in a bundle, and under which licences."""
    spdx = read_recipe().licences
    packages = [package_of(wheel, spdx) for wheel in wheels]
    name = path.name.removesuffix(".zip")
    path.with_name(f"{name}.cdx.json").write_text(sbom_of(name, packages), encoding="utf-8")
    path.with_name(f"{name}.licences.txt").write_text(licences_of(packages), encoding="utf-8")
