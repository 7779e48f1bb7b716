"""`receipts resend`: one more copy of a receipt that went out."""

import argparse

from rich.console import Console

from receipts.cli import supporting
from receipts.support.decide import What

HELP = """Send one more copy of a receipt that is SENT or DELIVERED, to the same address.
Exit code: 0 done, 1 nothing was done, 64 wrong usage, 70 it could not run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    supporting.add_receipt(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask and do."""
    return supporting.settle(What.RESEND, arguments, console)
