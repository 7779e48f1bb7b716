"""The process that measures a few small ratios: ours to what it is compared with."""

import json
import sys
from collections.abc import Callable
from functools import partial

from benchmarks import mails, queue_rounds, snapshots_rounds, whole, worker_rounds
from benchmarks.charges import Shape, charges_file
from benchmarks.contenders import ours, typed_read
from benchmarks.interleaved import Timings, Variant, interleave, ratio
from benchmarks.parser_world import inputs

#: Others first, ours second.
Pair = Callable[[], tuple[Timings, Timings]]


def _judged(*, bad: int = 0) -> tuple[Timings, Timings]:
    """The typed read cannot read a bad file: it reads the good one."""
    clean = charges_file(Shape(100_000, 10_000)).read_bytes()
    given = inputs(charges_file(Shape(100_000, 10_000, bad)).read_bytes())
    return _pair(lambda: typed_read(clean), lambda: ours(given), rounds=15)


def _whole() -> tuple[Timings, Timings]:
    found = whole.contenders(charges_file(Shape(20_000, 2_000)).read_bytes())
    return _pair(found[whole.PLAIN], found[whole.OURS], rounds=5)


def _snapshots(than: str) -> tuple[Timings, Timings]:
    few, ours_name = 500, snapshots_rounds.OURS
    timings = snapshots_rounds.measure(few, 5, (than, ours_name))
    return timings[than], timings[ours_name]


def _queue() -> tuple[Timings, Timings]:
    single, several = queue_rounds.measure(1_000, 5, (1, queue_rounds.OURS))
    return single, several


def _mail() -> tuple[Timings, Timings]:
    *_, theirs, both = mails.measure("en, logo", 7)
    return theirs, both


def _pair(
    theirs: Callable[[], object], our: Callable[[], object], *, rounds: int
) -> tuple[Timings, Timings]:
    first, second = interleave([Variant("theirs", theirs), Variant("ours", our)], rounds)
    return first, second


AT_ONCE: dict[str, Pair] = {
    "judging a file / typed read": _judged,
    "judging a file with 1 % bad rows / typed read of a clean one": partial(_judged, bad=100),
    "a whole run / csv.DictReader, dict, JSON": _whole,
    "encode and PUT / PUT of encoded bytes": partial(_snapshots, snapshots_rounds.PUT),
    "encode and PUT / boto3, 16 threads": partial(_snapshots, snapshots_rounds.BOTO3),
    "a mail / by EmailMessage": _mail,
    "a batch of mails / one after the other": lambda: worker_rounds.measure(20, 3),
}
#: Where AWS takes its time to answer.
LATER: dict[str, Pair] = {
    "queueing / one call after the other": _queue,
}


def main(names: list[str]) -> None:
    """The median ratio of each."""
    every = AT_ONCE | LATER
    measured = {}
    for name in names:
        theirs, our = every[name]()
        measured[name] = ratio(our, theirs).median
    sys.stdout.write(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1:])
