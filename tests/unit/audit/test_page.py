"""docs/audit.md names what is there."""

from pathlib import Path

import pytest

from receipts.audit.catalogue import named_queries
from schemas.athena import TABLES

PAGE = (Path(__file__).parents[3] / "docs" / "audit.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("query", named_queries().values(), ids=lambda query: query.name)
def test_every_named_query_is_on_the_page(query):
    assert f"| `{query.name}` | {query.answers} |" in PAGE


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_is_on_the_page(table):
    partitions = ", ".join(f"`{name}`" for name, _ in table.partitions)

    assert f"| `{table.name}` | {table.description} | {partitions} |".replace("  |", " |") in PAGE


def test_the_page_lists_nothing_else():
    listed = [line for line in PAGE.splitlines() if line.startswith("| `")]

    # Four words for what stands.
    assert len(listed) == len(TABLES) + len(named_queries()) + 4
