"""`receipts resolve`: a person settles the doubt about one receipt."""

import argparse

from rich.console import Console

from receipts.cli import supporting
from receipts.support.decide import What

HELP = """Settle the doubt about a receipt that is IN_DOUBT.
Find out first: the exact mail is in the audit bucket (`receipts show CUSTOMER`), and the
customer may be asked.
Exit code: 0 done, 1 nothing was done, 64 wrong usage, 70 it could not run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    supporting.add_receipt(parser)
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--sent", action="store_true", help="it did arrive: send nothing")
    either.add_argument("--send-again", action="store_true", help="it did not: send it")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask and do."""
    what = What.RESOLVE_SENT if arguments.sent else What.RESOLVE_SEND_AGAIN
    return supporting.settle(what, arguments, console)
