"""Peak memory of judging a file, in a process that does nothing else."""

import subprocess
import sys
from pathlib import Path

from benchmarks.contenders import inputs, ours
from benchmarks.peak import peak


def peak_bytes(path: Path) -> int:
    """Most memory that a fresh process ever had; the file's own bytes are part of it."""
    command = [sys.executable, "-m", "benchmarks.memory", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return int(done.stdout)


def _judge(path: Path) -> None:
    runs = ours(inputs(path.read_bytes()))
    sys.stdout.write(f"{peak()}\n")
    del runs


if __name__ == "__main__":
    _judge(Path(sys.argv[1]))
