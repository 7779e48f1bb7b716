"""`receipts emit`: queue what of a run is not out."""

import argparse

from rich.console import Console

from receipts.cli import run_deciding
from receipts.support.run_decisions import RunWhat

HELP = """Queue what of a run is not out, once more. What was sent is never sent twice.
Of a run that somebody ended it takes that back.
Exit code: 0 done, 1 nothing was done, 64 wrong usage, 70 it could not run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    run_deciding.add_run(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask and do."""
    return run_deciding.settle_run(RunWhat.EMIT, arguments, console)
