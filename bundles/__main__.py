"""Make the bundles that a stack is deployed from: make build, or python -m bundles --help."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bundles.build import BuildError, Built, build_function
from bundles.glue import build_glue
from bundles.interpreter import NoPythonError, find_or_fetch_python
from bundles.recipe import MIB, ROOT, NoTargetError, Target, read_recipe
from bundles.wheels import FetchError

#: In place of a target's name: the one whose bundles this machine can run.
_NATIVE = "native"
#: Functions whose bundles have more where PDFs are attached.
_WITH_PDF = {"worker": "worker-pdf"}


def main() -> int:
    """Build, and say how large it came out; 1 when something may not be deployed."""
    asked = _arguments()
    try:
        built = list(_built(asked))
    except (BuildError, FetchError, NoPythonError, NoTargetError) as error:
        print(error, file=sys.stderr)
        return 1
    Console().print(_sizes(built))
    return 0 if all(each.fits for each in built) else 1


def _built(asked: argparse.Namespace) -> Iterator[Built]:
    recipe = read_recipe()
    for name in asked.target:
        target = recipe.native if name == _NATIVE else recipe.targets[name]
        if target is recipe.glue:
            yield build_glue(target, cache=asked.cache, into=asked.into)
        else:
            yield from _functions(asked, target)


def _functions(asked: argparse.Namespace, target: Target) -> Iterator[Built]:
    recipe = read_recipe()
    python = find_or_fetch_python(target.python, named=asked.python)
    for name in asked.function:
        yield build_function(
            recipe.functions[_WITH_PDF.get(name, name) if asked.pdf else name],
            target,
            trim=recipe.trim,
            python=python,
            cache=asked.cache,
            into=asked.into,
        )


def _sizes(built: list[Built]) -> Table:
    table = Table("bundle", title="MiB")
    for head in ("zip", "unpacked", "at most"):
        table.add_column(head, justify="right")
    for each in built:
        name = "/".join(each.path.parts[-2:])
        zipped, unpacked = each.path.stat().st_size / MIB, each.unpacked_bytes / MIB
        most = f"{each.most_bytes / MIB:.0f}" if each.most_bytes else ""
        style = None if each.fits else "bold red"
        table.add_row(name, f"{zipped:.1f}", f"{unpacked:.1f}", most, style=style)
    return table


def _arguments() -> argparse.Namespace:
    recipe = read_recipe()
    targets = list(recipe.targets)
    functions = [name for name in recipe.functions if name not in _WITH_PDF.values()]
    parser = argparse.ArgumentParser(prog="bundles", description=__doc__)
    parser.add_argument("--target", nargs="+", choices=[*targets, _NATIVE], default=targets)
    parser.add_argument("--function", nargs="+", choices=functions, default=functions)
    parser.add_argument("--pdf", action="store_true", help="the worker's with what AttachPdf needs")
    parser.add_argument("--python", metavar="PATH", help="the Python 3.13 that compiles")
    parser.add_argument("--into", type=Path, default=ROOT / "dist", metavar="DIR")
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "wheels", metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
