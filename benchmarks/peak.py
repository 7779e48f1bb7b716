"""The most memory that this process ever had."""

import re
import resource
import sys
from pathlib import Path


def peak() -> int:
    """Bytes."""
    # Linux hands ru_maxrss down from the parent, which has had whole files in memory.
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", status.read_text())[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most
