"""`make faults`: every fault at every call, and what became of every customer."""

import os
import sys
import time

from tests.faults.trial import all_points, clean_runs, report, try_everywhere
from tests.faults.world import opened

_TELL_EVERY = 100


def main() -> int:
    """The exit code: 0 when nobody is lost, doubled or in doubt without being listed."""
    began = time.monotonic()
    with opened() as world:
        clean = clean_runs(world)
    points = all_points(clean)

    def tell(done: int) -> None:
        if done % _TELL_EVERY == 0:
            seconds = time.monotonic() - began
            print(f"{done} of {len(points)} points, {seconds:.0f} s", file=sys.stderr, flush=True)

    processes = os.cpu_count() or 1
    outcomes = try_everywhere(points, clean, processes=processes, on_progress=tell)
    found = report(clean, outcomes)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    print("\n".join(found.lines()))
    return int(found.failed)


if __name__ == "__main__":
    sys.exit(main())
