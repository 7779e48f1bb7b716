"""One embedded AWS whose every call is counted."""

from collections.abc import Iterator

import pytest

from tests.faults.world import World, opened


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with opened() as made:
        yield made
