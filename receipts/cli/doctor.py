"""`receipts doctor`: is a live stack well, and what is to be done where it is not?"""

import argparse
from collections.abc import Sequence
from importlib.metadata import version

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from receipts import bootstrap, bootstrap_deploy
from receipts.cli.tables import print_plain, print_whole
from receipts.cli.telling import telling
from receipts.doctor.checks import CHECKS
from receipts.doctor.naming import DEFAULT, about
from receipts.doctor.service import examine, standing_of
from receipts.doctor.verdict import Level, Verdict

HELP = """Look whether a stack on AWS is well: whether mails go out, and whether evidence is safe.
Nothing is changed. Exit code: 0 all is well or only worth a look, 1 something fails,
64 wrong usage, 70 it could not run."""

_COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}
_FAILS = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    words = "the CloudFormation stack (default: %(default)s)"
    parser.add_argument("--stack", "--stack-name", default=DEFAULT, metavar="NAME", help=words)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Look and tell."""
    clients = bootstrap.aws_clients()
    with telling(console) as tell:
        tell.step("Looking …")
        standing = standing_of(arguments.stack, stacks=bootstrap_deploy.stacks(clients))
        ports = bootstrap_deploy.doctor(clients, standing)
        found = examine(standing, version=version("receipts"), ports=ports)
    verdicts = [(check.name, about(arguments.stack, check.verdict(found))) for check in CHECKS]
    print_whole(_table(verdicts), console)
    print_plain([_sum([verdict for _, verdict in verdicts])], console)
    return _FAILS if any(verdict.level is Level.FAIL for _, verdict in verdicts) else 0


def _table(verdicts: Sequence[tuple[str, Verdict]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("what", "", "how it is", "what to do"):
        table.add_column(name, no_wrap=True)
    for name, verdict in verdicts:
        level = f"[{_COLOURS[verdict.level]}]{verdict.level}[/]"
        table.add_row(name, level, escape(verdict.words), escape(verdict.remedy))
    return table


def _sum(verdicts: Sequence[Verdict]) -> str:
    counts = {level: sum(verdict.level is level for verdict in verdicts) for level in Level}
    return ", ".join(f"{count} {level}" for level, count in counts.items() if count)
