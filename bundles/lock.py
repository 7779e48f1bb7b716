"""Write bundles/lock: make lock. One file, by its hash, for each package of each bundle."""

import configparser
import functools
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bundles.recipe import ROOT, Recipe, Target, lock_of, read_recipe
from bundles.wheels import pip_options, run_pip, sha256_of

_CONSTRAINTS = ROOT / "constraints.txt"


def main() -> None:
    """All bundles, for all their targets."""
    recipe = read_recipe()
    for lock, target, requirements in _wanted(recipe):
        pins = _closure(requirements, target)
        if target is not recipe.glue:
            pins = [pin for pin in pins if pin.partition("==")[0] not in recipe.trim.never]
        lock.write_text(_locked(pins, target), encoding="utf-8")
        print(lock.relative_to(ROOT))


def _wanted(recipe: Recipe) -> Iterator[tuple[Path, Target, Iterable[str]]]:
    for target in recipe.lambda_targets:
        for function in recipe.functions.values():
            yield lock_of(function.name, target), target, function.requirements
        # What stands in for Lambda itself where bundles are tried.
        yield lock_of("runtime", target), target, ["awslambdaric"]
    yield lock_of("packages", recipe.glue), recipe.glue, [*_our_requirements(), *recipe.jobs]


def _our_requirements() -> list[str]:
    metadata = configparser.ConfigParser()
    metadata.read(ROOT / "setup.cfg", encoding="utf-8")
    return metadata["options"]["install_requires"].split()


def _closure(requirements: Iterable[str], target: Target) -> list[str]:
    """With all that they need on the target; pip would ask for what they need here."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-header"]
    platform = f"{target.machine}-manylinux_2_34"
    options = ("--no-annotate", "--only-binary", ":all:", "--constraint", str(_CONSTRAINTS))
    where = ("--python-platform", platform, "--python-version", target.python)
    done = subprocess.run(
        [*command, *options, *where, "--python", sys.executable],
        input="\n".join(requirements),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.split()


def _locked(pins: list[str], target: Target) -> str:
    return "".join(f"{pin} --hash=sha256:{_sha256_of_wheel(pin, target)}\n" for pin in pins)


@functools.cache
def _sha256_of_wheel(pin: str, target: Target) -> str:
    with TemporaryDirectory(prefix="receipts-lock-") as folder:
        into = Path(folder)
        run_pip("download", *pip_options(target, into), pin)
        (wheel,) = into.iterdir()
        return sha256_of(wheel)


if __name__ == "__main__":
    main()
