"""Collected by `make runtime-test` alone, which builds the bundles first."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bundles.recipe import ROOT, read_recipe
from receipts.cli.embedded import PARAMETERS
from receipts.local.world import World
from tests.runtime import looking
from tests.runtime.emulator import Emulated
from tests.runtime.stage import HOME, stage, unpacked

BUNDLES = os.environ.get("RECEIPTS_BUNDLES")
collect_ignore_glob = [] if BUNDLES else ["test_*.py"]


@pytest.fixture(scope="session")
def bundles() -> dict[str, Path]:
    """This machine's, unpacked, by their modules' names."""
    # Made before threads ask for it.
    stage()
    zips = sorted((Path(BUNDLES) / read_recipe().native.name).glob("*.zip"))
    return {path.stem: unpacked(path) for path in zips}


@pytest.fixture(scope="session")
def attaches_pdf(bundles) -> bool:
    """Whether they were made with PDF=1."""
    return (bundles["worker"] / "typst").is_dir()


@pytest.fixture(scope="session")
def world(bundles, attaches_pdf, tmp_path_factory) -> Iterator[World]:
    """The embedded AWS, whose functions are the bundles and nothing else."""
    world = World(
        tmp_path_factory.mktemp("world"),
        template=ROOT / "cloudformation" / "receipts.yaml",
        code_root=HOME / "task",
        parameters={**PARAMETERS, "AttachPdf": str(attaches_pdf).lower()},
        schedule_every=2,
        runtime=Emulated,
    )
    with world:
        yield world
        looking.measure(Emulated.made)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How fast the functions started, and how much they took."""
    for line in looking.lines():
        terminalreporter.write_line(line)
