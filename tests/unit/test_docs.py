"""The documentation says what the code does."""

from pathlib import Path

import pytest

from receipts.parsing import rules
from receipts.parsing.problems import FILE_ERRORS, WARNINGS

PROBLEMS = (Path(__file__).parents[2] / "docs" / "problems.md").read_text(encoding="utf-8")
WORDS = {
    **FILE_ERRORS,
    **WARNINGS,
    **rules.WORDS,
}


@pytest.mark.parametrize("code", sorted(WORDS))
def test_each_problem_code_is_documented_with_its_words(code):
    assert f"| `{code}` | {WORDS[code]} |" in PROBLEMS
