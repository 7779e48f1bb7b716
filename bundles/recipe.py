"""What goes into each bundle: recipe.toml, read."""

import platform
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeAlias

HERE = Path(__file__).parent
ROOT = HERE.parent
MIB = 2**20

#: A bundle's files by their path in it.
Files: TypeAlias = Mapping[str, bytes]


class NoTargetError(Exception):
    """This machine cannot run what is built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A machine that runs code of ours."""

    name: str
    machine: str
    python: str
    #: Tags of the wheels that it takes, the newest first.
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A Lambda function's bundle."""

    name: str
    #: In lambdas/.
    module: str
    requirements: tuple[str, ...]
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Trim:
    """Which files of the wheels stay out."""

    drop: tuple[str, ...]
    keep: tuple[str, ...]
    #: Distributions of which all files do.
    never: frozenset[str]

    def drops(self, path: str) -> bool:
        """Whether a file stays out."""
        return _matches(path, self.drop) and not _matches(path, self.keep)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All of recipe.toml."""

    targets: dict[str, Target]
    functions: dict[str, Function]
    trim: Trim
    #: What metadata says, for one distribution or for all -> SPDX.
    licences: Mapping[str, str]
    #: What the jobs need beside our package.
    jobs: tuple[str, ...]

    @property
    def glue(self) -> Target:
        """Where the jobs run."""
        return self.targets["glue"]

    @property
    def native(self) -> Target:
        """The one whose bundles this machine can run."""
        machine = platform.machine()
        for target in self.lambda_targets if sys.platform == "linux" else ():
            if target.machine == machine:
                return target
        raise NoTargetError(f"bundles do not run on {sys.platform} on {machine}, only on Linux")

    @property
    def lambda_targets(self) -> list[Target]:
        """Where the functions can run."""
        return [target for target in self.targets.values() if target is not self.glue]


def read_recipe() -> Recipe:
    """As it is in this checkout."""
    told = tomllib.loads((HERE / "recipe.toml").read_text(encoding="utf-8"))
    return Recipe(
        {name: _target(name, each) for name, each in told["targets"].items()},
        {name: _function(name, each) for name, each in told["functions"].items()},
        Trim(
            tuple(told["trim"]["drop"]),
            tuple(told["trim"]["keep"]),
            frozenset(told["trim"]["never"]),
        ),
        told["licences"],
        tuple(told["jobs"]["requirements"]),
    )


def lock_of(name: str, target: Target) -> Path:
    """The file that names a bundle's wheels by their hashes."""
    return HERE / "lock" / f"{name}-{target.name}.txt"


def _target(name: str, told: Mapping[str, Any]) -> Target:
    machine = told["machine"]
    platforms = (f"manylinux_2_{minor}_{machine}" for minor in told["glibc"])
    return Target(
        name=name,
        machine=machine,
        python=told["python"],
        platforms=(*platforms, f"manylinux2014_{machine}"),
    )


def _function(name: str, told: Mapping[str, Any]) -> Function:
    return Function(
        name=name,
        module=told.get("module", name),
        requirements=tuple(told["requirements"]),
        most_bytes=told["most_mib"] * MIB,
    )


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)
