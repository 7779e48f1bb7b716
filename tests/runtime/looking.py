"""What a running function has: its files, its memory, its folder for temporary files."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from tests.runtime.emulator import Emulated

_MIB = 2**20
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_lines: list[str] = []


def mapped_files(function: Emulated) -> set[Path]:
    """Every library that its process has loaded."""
    maps = Path(f"/proc/{function.python}/maps").read_text(encoding="utf-8")
    paths = (line.split(maxsplit=5)[5:] for line in maps.splitlines())
    return {Path(path[0]) for path in paths if path and path[0].startswith("/")}


def temporary_bytes(function: Emulated) -> int:
    """What is in its folder for temporary files, as it sees it."""
    folder = Path(f"/proc/{function.python}/root{function.temporary}")
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(functions: Iterable[Emulated]) -> None:
    """Keep it for the end of the tests' output."""
    _lines.append(f"The bundles under Lambda's client and emulator, load {os.getloadavg()[0]:.1f}:")
    for each in functions:
        if each.process:
            peak = _PEAK.findall(Path(f"/proc/{each.python}/status").read_text(encoding="utf-8"))
            _lines.append(
                f"  {each.module:<8} cold start {each.cold_milliseconds:5.0f} ms, "
                f"with the first event {each.seconds[0] * 1000:5.0f} ms, "
                f"peak memory {int(peak[0]) // 1024} MiB, "
                f"in /tmp {temporary_bytes(each) / _MIB:.1f} MiB"
            )


def lines() -> list[str]:
    """What was measured."""
    return _lines
