"""Peak memory of judging a file, in a process that does nothing else."""

import re
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.contenders import inputs, ours


def peak_bytes(path: Path) -> int:
    """Most memory that a fresh process ever had; the file's own bytes are part of it."""
    command = [sys.executable, "-m", "benchmarks.memory", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return int(done.stdout)


def _judge(path: Path) -> None:
    runs = ours(inputs(path.read_bytes()))
    sys.stdout.write(f"{_peak()}\n")
    del runs


def _peak() -> int:
    # Linux hands ru_maxrss down from the parent, which has had whole files in memory.
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", status.read_text())[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


if __name__ == "__main__":
    _judge(Path(sys.argv[1]))
