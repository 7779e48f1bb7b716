"""`receipts reconcile`: was all that was billed sent, and did it arrive?"""

import argparse
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from receipts import bootstrap
from receipts.balance.ledger_rows import read_export
from receipts.balance.month import Reconciled
from receipts.balance.service import reconcile_month
from receipts.cli import balance_words, options, supporting
from receipts.cli.exits import EX_SOFTWARE
from receipts.cli.tables import print_plain, print_whole
from receipts.cli.telling import telling

HELP = """Compare what a month billed with what was sent, to the cent.
Exit code: 0 all that was billed is out, 1 something is open, 64 wrong usage, 70 it could not run,
or the month's files do not fit together."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("period", metavar="PERIOD", type=options.month, help="the month, YYYY-MM")
    words = "the ledger's rows, Parquet or JSON lines, instead of the table"
    parser.add_argument("--ledger-file", type=Path, metavar="FILE", help=words)
    supporting.add_stack(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Reconcile and tell."""
    client = bootstrap.aws_clients()
    stack = bootstrap.stack(client, arguments.stack)
    ports = bootstrap.reconciler(
        client, audit_bucket=stack.output("AuditBucket"), ledger_table=stack.output("LedgerTable")
    )
    with telling(console) as tell:
        tell.step(f"Reading {arguments.period} …")
        file: Path | None = arguments.ledger_file
        result = reconcile_month(
            arguments.period,
            ports=ports,
            grace=timedelta(hours=int(stack.parameter("MissingAfterHours"))),
            ledger=read_export(file, arguments.period) if file else None,
        )
    return told(result, console)


def told(result: Reconciled, console: Console) -> int:
    """Print it; the exit code."""
    if result.statement:
        print_whole(balance_words.classes_of(result.statement), console)
        print_whole(balance_words.money_of(result.statement), console)
    print_plain(balance_words.in_words(result), console)
    if result.findings:
        return EX_SOFTWARE
    return 0 if result.is_whole else 1
