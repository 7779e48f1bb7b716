"""One browser for all tests, and a folder for what it saw."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import MISSING, program, running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Without one there is nothing to see; CI demands it."""
    found = program()
    if not found and os.environ.get("RECEIPTS_DEMAND_CHROMIUM") == "1":
        pytest.fail(MISSING)
    if not found:
        pytest.skip(MISSING)
    with running(found) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: a folder of pytest's, or the one in RECEIPTS_PICTURES."""
    named = os.environ.get("RECEIPTS_PICTURES")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
