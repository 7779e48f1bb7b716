"""Measure the validation against other ways to do it: python -m benchmarks.validate --help."""

import argparse
from pathlib import Path

from benchmarks.comparisons import Size, compare, compare_large, judge_memory
from benchmarks.goals import verdicts
from benchmarks.report import as_json, conditions, goals, show, times


def main() -> None:
    """Measure, then show."""
    asked = _arguments()
    measured_in = conditions("polars", "dataframely", "pandera")
    size = Size(asked.rows, asked.customers, asked.rounds)
    comparisons = list(compare(size))
    if asked.large:
        comparisons += compare_large(size)
    judged = [verdict for comparison in comparisons for verdict in verdicts(comparison)]
    if asked.large:
        judged.append(judge_memory())
    show(measured_in, [goals(judged), times(comparisons)], markdown=asked.markdown)
    if asked.json:
        asked.json.write_text(as_json(measured_in, comparisons, judged))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the validation.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--large", action="store_true", help="also 10 million rows, memory, 1 million plain"
    )
    parser.add_argument("--markdown", action="store_true", help="print tables to be pasted")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every round's seconds")
    return parser.parse_args()


if __name__ == "__main__":
    main()
