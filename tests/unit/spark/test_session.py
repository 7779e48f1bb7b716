"""Who starts the job without Spark or Java is told what to install."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NO_SPARK = "import sys; sys.modules['pyspark'] = None; "
START = "from receipts.spark.session import new_session; new_session()"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (NO_SPARK + START, "ConfigError: Spark is not installed: pip install pyspark==3.5.6"),
        (START, "ConfigError: Spark does not start: it needs Java 17. Set JAVA_HOME"),
    ],
)
def test_what_is_missing_is_said(tmp_path, code, words):
    """In a process of its own: one that has Java keeps it."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"JAVA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode
    assert words in done.stderr
