"""The documentation says what the code does."""

from pathlib import Path

import pytest

from receipts.parsing.problems import FILE_ERRORS, WARNINGS
from receipts.parsing.rules import IDENTITY_CONFLICT, RULES

PROBLEMS = (Path(__file__).parents[2] / "docs" / "problems.md").read_text(encoding="utf-8")
WORDS = {
    **FILE_ERRORS,
    **WARNINGS,
    **{rule.code: rule.mend for rule in RULES},
    "identity_conflict": IDENTITY_CONFLICT,
}


@pytest.mark.parametrize("code", sorted(WORDS))
def test_each_problem_code_is_documented_with_its_words(code):
    assert f"| `{code}` | {WORDS[code]} |" in PROBLEMS
