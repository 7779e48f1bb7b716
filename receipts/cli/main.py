"""`receipts`: parse the command line, run one command, turn errors into words and an exit code."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from rich.console import Console

from receipts.cli import (
    approve,
    audit,
    cost,
    demo,
    deploy,
    dlq,
    doctor,
    drop,
    emit,
    end,
    go_on,
    local,
    pause,
    preview,
    reconcile,
    report,
    resend,
    resolve,
    show,
    validate,
    verify,
)
from receipts.cli.exits import EX_SOFTWARE, EX_USAGE
from receipts.errors import ReceiptsError

_DESCRIPTION = "Monthly billing receipts from one CSV: validated, audited, sent once."
COMMANDS = {
    "validate": validate,
    "preview": preview,
    "drop": drop,
    "approve": approve,
    "show": show,
    "audit": audit,
    "reconcile": reconcile,
    "verify": verify,
    "report": report,
    "pause": pause,
    "continue": go_on,
    "end": end,
    "emit": emit,
    "resolve": resolve,
    "resend": resend,
    "dlq": dlq,
    "cost": cost,
    "demo": demo,
    "local": local,
    "deploy": deploy,
    "doctor": doctor,
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EX_USAGE, f"{self.prog}: {message}\n")


def command_line() -> argparse.ArgumentParser:
    """All commands with their options."""
    parser = _Parser(prog="receipts", description=_DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    for name, command in COMMANDS.items():
        summary, _, rest = command.HELP.partition("\n")
        sub = commands.add_parser(name, help=summary, description=f"{summary} {rest}")
        command.add_arguments(sub)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    arguments = command_line().parse_args(argv)
    try:
        run: Callable[..., int] = COMMANDS[arguments.command].run
        return run(arguments, Console())
    except (ReceiptsError, OSError) as error:
        print(f"receipts: {error}", file=sys.stderr)  # noqa: T201 - a person reads this
        return EX_SOFTWARE
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
