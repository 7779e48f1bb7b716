"""One file through the whole parser, in a process that does nothing else: its time and memory."""

import json
import logging
import sys
import time

from benchmarks.parser_world import event
from benchmarks.peak import peak
from lambdas.parser import handler
from receipts import bootstrap


class _Queued(logging.Handler):
    """How many receipts the parser said it queued."""

    receipts = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.receipts += getattr(record, "queued", 0)


def main(size: int, customers: int, *, told: bool) -> None:
    """The seconds count from the event on: what a Lambda imports before it is not in them."""
    logging.basicConfig(
        level=logging.INFO if told else logging.ERROR,
        format="%(relativeCreated)6.0f ms  %(message)s",
    )
    logging.getLogger("botocore").setLevel(logging.WARNING)
    service, queued = logging.getLogger("receipts.parsing.service"), _Queued()
    service.setLevel(logging.INFO)
    service.propagate = told
    service.addHandler(queued)
    bootstrap.parser()
    wall, cpu = time.perf_counter(), time.process_time()
    handler(event(size), None)
    measured = {
        "seconds": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": peak(),
    }
    # Of customers that are drawn for each row, a few get none.
    if not 0.99 * customers <= queued.receipts <= customers:
        raise AssertionError(f"{queued.receipts} receipts of {customers} customers were queued.")
    sys.stdout.write(json.dumps(measured))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), told="--log" in sys.argv)
