"""Measure the reconciliation of a month: python -m benchmarks.reconcile --help."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.reconcile_dynamodb import rows_a_second
from benchmarks.reconcile_month import LEDGER_FILE, make_month


def _measure(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dynamodb-rows", type=int, default=20_000)
    told = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        make_month(Path(folder), told.receipts)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
        ledger = (Path(folder) / LEDGER_FILE).stat().st_size
        _say(f"{told.receipts:,} receipts, {size:,} bytes of Parquet, {ledger:,} the ledger's")
        for _ in range(told.rounds):
            command = [sys.executable, "-m", "benchmarks.reconcile_round", folder]
            subprocess.run(command, check=True)  # noqa: S603 - ours
    if told.dynamodb_rows:
        _say(f"moto's DynamoDB: {rows_a_second(told.dynamodb_rows):,.0f} ledger rows a second")
    return 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(_measure(sys.argv[1:]))
