"""Which files of ours a function needs: the modules that it imports, and their packages' data."""

import configparser
from collections.abc import Iterable, Iterator
from pathlib import Path

import grimp

from bundles.recipe import ROOT, Files

_OURS = ("lambdas", "receipts", "schemas")


def code_of(function: str) -> Files:
    """Of lambdas/<function>.py, imports inside of functions included."""
    # Its cache goes by files' times, and has been seen to keep imports of before a merge.
    graph = grimp.build_graph(*_OURS, exclude_type_checking_imports=True, cache_dir=None)
    entry = f"lambdas.{function}"
    modules = _with_packages({entry, *graph.find_upstream_modules(entry)})
    paths = {_source(module) for module in modules} | set(_data_of(modules))
    return {str(path.relative_to(ROOT)): path.read_bytes() for path in paths}


def _with_packages(modules: Iterable[str]) -> set[str]:
    """Importing a.b.c runs a and a.b first."""
    names = (module.split(".") for module in modules)
    return {".".join(name[:end]) for name in names for end in range(1, len(name) + 1)}


def _source(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _data_of(packages: set[str]) -> Iterator[Path]:
    """As setup.cfg has it, for our wheel."""
    metadata = configparser.ConfigParser()
    metadata.read(ROOT / "setup.cfg", encoding="utf-8")
    for package, patterns in metadata["options.package_data"].items():
        if package in packages:
            for pattern in patterns.split():
                yield from ROOT.joinpath(*package.split(".")).glob(pattern)
