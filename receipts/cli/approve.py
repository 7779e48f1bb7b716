"""`receipts approve`: a person's word that a run may go out."""

import argparse

from rich.console import Console

from receipts.cli import run_deciding
from receipts.support.run_decisions import RunWhat

HELP = """Let a run go out, in a stack that asks for approval. The approval is bound to the receipts
as they stand now, and kept with who gave it.
Exit code: 0 done, 1 nothing was done, 64 wrong usage, 70 it could not run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    run_deciding.add_run(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask and do."""
    return run_deciding.settle_run(RunWhat.APPROVE, arguments, console)
