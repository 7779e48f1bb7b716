"""The process that queues: batches of ten, several under way at a time or one after the other."""

import argparse
import os
from collections.abc import Sequence

from benchmarks.goals import Comparison
from benchmarks.interleaved import Timings, Variant, interleave, ratio
from benchmarks.report import Grid, conditions, number, show, spread
from receipts.aws import sqs
from receipts.aws.clients import Clients
from receipts.aws.sqs import SqsReceiptQueue
from receipts.bootstrap import SystemClock
from receipts.model import ReceiptMessage

#: As many as the parser has.
OURS = sqs._AT_ONCE
_CALLS_AT_A_TIME = (1, 4, 8, 16, OURS)


def main() -> None:
    """Measure, then show."""
    asked = _arguments()
    measured_in = conditions("boto3")
    given = f"{asked.messages:,} messages, SQS at {asked.latency:g} ms"
    comparison = Comparison(given, measure(asked.messages, asked.rounds, _CALLS_AT_A_TIME))
    show(measured_in, [_each(comparison, asked.messages)], markdown=asked.markdown)


def measure(messages: int, rounds: int, at_once: Sequence[int]) -> tuple[Timings, ...]:
    """For each number of calls at a time."""
    return tuple(interleave([_variant(calls, messages) for calls in at_once], rounds))


def _variant(calls: int, messages: int) -> Variant:
    url = os.environ["RECEIPT_QUEUE_URL"]  # noqa: TID251 - told of the stubs
    queue = SqsReceiptQueue(Clients().of("sqs"), url, clock=SystemClock(), at_once=calls)
    return Variant(
        f"{calls} calls at a time" if calls > 1 else "one call after the other",
        lambda: queue.send(_pointer(number) for number in range(messages)),
    )


def _pointer(number: int) -> ReceiptMessage:
    return ReceiptMessage(
        receipt_id=f"{number:032x}",
        billing_period="2024-09",
        customer_key=f"{number:032x}",
        run_id="0" * 32,
    )


def _each(comparison: Comparison, messages: int) -> Grid:
    head = (
        "Given",
        "Contender",
        "Messages/s (range)",
        "CPU µs per message (range)",
        "Messages/s of a whole core",
        "Times as fast as the first (range)",
    )
    rows = [_row(timing, comparison.timings[0], messages) for timing in comparison.timings]
    return Grid(head, [(comparison.file if not n else "", *row) for n, row in enumerate(rows)])


def _row(timing: Timings, first: Timings, messages: int) -> tuple[str, ...]:
    cpu = [1e6 * seconds / messages for seconds in timing.cpu]
    times = ratio(first, timing)
    return (
        timing.name,
        spread([messages / seconds for seconds in timing.wall]),
        spread(cpu),
        number(1e6 / sorted(cpu)[len(cpu) // 2]),
        f"{times.median:.3g} ({times.lowest:.3g} to {times.highest:.3g})",
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.queue")
    parser.add_argument("--messages", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--latency", type=float, default=0, help="milliseconds until SQS answers")
    parser.add_argument("--markdown", action="store_true", help="print tables to be pasted")
    return parser.parse_args()


if __name__ == "__main__":
    main()
