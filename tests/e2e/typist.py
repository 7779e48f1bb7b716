"""A person at a terminal who types what a page says, and answers what is asked."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pexpect

from tests.e2e.conftest import Local, Said

#: Not a name that a page leaves to the reader.
_LEFT = re.compile(
    r"\b([A-Z]+(-[A-Z]+)+|RUN|CUSTOMER|MONTH|FILE|KEY|FUNCTION|UUID|VERSION|PREFIX|PORT)\b"
)
#: AWS CLI 1 ignores the endpoint's variable for sqs (docs/getting-started.md).
_SHELL = 'set -o pipefail; aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }; '
_YES = {r"\[y/N\] ": "y\n"}


def type_in(
    world: Local,
    line: str,
    names: Mapping[str, str],
    *,
    folder: Path,
    answers: Mapping[str, str] | None = None,
    shell: str = "",
) -> Said:
    """A line in a shell in `folder`, with the person's own names in place of the page's."""
    longest_first = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    named = rf"(?<![\w-])({longest_first or '(?!)'})(?!-?[A-Z])"
    filled = re.sub(named, lambda found: names[found[0]], line)
    left = _LEFT.search(re.sub("'[^']*'|\"[^\"]*\"", "", filled))
    assert not left, f"{left} is for the reader to fill in: {filled}"
    path = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
    printed, code = pexpect.run(
        "bash",
        args=["-c", _SHELL + shell + filled],
        events={**_YES, **(answers or {})},
        withexitstatus=True,
        timeout=180,
        cwd=folder,
        env={**world.environment, "PATH": path, "COLUMNS": "200", "TERM": "dumb"},
        encoding="utf-8",
    )
    return Said(code, printed.replace("\r\n", "\n"))
