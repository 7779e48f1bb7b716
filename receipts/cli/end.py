"""`receipts end`: nothing more of a run is sent."""

import argparse

from rich.console import Console

from receipts.cli import run_deciding
from receipts.support.run_decisions import RunWhat

HELP = """Send nothing more of a run. What is out is out; what waits is acknowledged without a mail.
A file with other charges may take its place.
Exit code: 0 done, 1 nothing was done, 64 wrong usage, 70 it could not run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    run_deciding.add_run(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask and do."""
    return run_deciding.settle_run(RunWhat.END, arguments, console)
