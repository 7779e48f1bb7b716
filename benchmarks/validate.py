"""Measure the validation against other ways to do it: python -m benchmarks.validate --help."""

import argparse
from pathlib import Path

from rich.console import Console

from benchmarks.comparisons import Size, compare, compare_large, judge_memory
from benchmarks.goals import verdicts
from benchmarks.report import as_json, as_markdown, as_table, conditions, goals, times


def main() -> None:
    """Measure, then show."""
    asked = _arguments()
    measured_in = conditions()
    size = Size(asked.rows, asked.customers, asked.rounds)
    comparisons = list(compare(size))
    if asked.large:
        comparisons += compare_large(size)
    judged = [verdict for comparison in comparisons for verdict in verdicts(comparison)]
    if asked.large:
        judged.append(judge_memory())
    grids = [goals(judged), times(comparisons)]
    # Wide enough that nothing is cut or broken when the output goes to a file.
    console = Console(width=None if Console().is_terminal else 200)
    console.print(measured_in, "", sep="\n", highlight=False, soft_wrap=True)
    for grid in grids:
        if asked.markdown:
            console.print(as_markdown(grid), "", sep="\n", markup=False, soft_wrap=True)
        else:
            console.print(as_table(grid))
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
