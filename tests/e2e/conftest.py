"""The commands as a user runs them, in processes of their own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REAL_DATA = ROOT.parent / "shared" / "data"


@dataclass(frozen=True)
class Demo:
    """What a finished `receipts demo` left behind."""

    exit_code: int
    printed: str
    directory: Path

    @property
    def files(self) -> list[dict]:
        return json.loads((self.directory / "summary.json").read_text())["files"]

    @property
    def mails(self) -> list[Path]:
        return sorted((self.directory / "outbox").glob("*.eml"))


def run_demo(directory: Path, files: Sequence[Path], *options: str) -> Demo:
    command = [sys.executable, "-m", "receipts.cli.main", "demo", *map(str, files)]
    done = subprocess.run(
        [*command, "--out", str(directory), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return Demo(done.returncode, done.stdout + done.stderr, directory)


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not REAL_DATA.is_dir():
        pytest.skip("the real charges are not beside this checkout (../shared/data)")
    return REAL_DATA
