"""`receipts show`: everything that happened to a customer, in a run or in a month."""

import argparse
import re
from collections.abc import Iterator

from rich.console import Console

from receipts.cli import history_words, options, standing, supporting
from receipts.cli.exits import EX_USAGE
from receipts.cli.following import follow
from receipts.cli.supporting import Desk
from receipts.cli.tables import print_plain
from receipts.cli.telling import telling
from receipts.errors import MissingObjectError
from receipts.parsing.periods import PATTERN
from receipts.port_bundles import SupportPorts
from receipts.support.history import Ambiguous, CustomerMonth, Month, RunHistory
from receipts.support.runs import history_of_run
from receipts.support.service import (
    history_of_month,
    months_of_customer,
)

HELP = """Tell what happened to a customer's receipts, in a run, or in a month.
Exit code: 0 it is known, 1 it is not, 64 wrong usage, 70 it could not run."""

_RUN_ID = re.compile("[0-9a-f]{8,32}")
_UNKNOWN = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    words = "a month (YYYY-MM), a run_id or its first 8 or more digits, or a customer_id, exactly"
    words += "; nothing: whether mails go out, and what waits"
    parser.add_argument("what", nargs="?", metavar="PERIOD|RUN|CUSTOMER", help=words)
    words = "only this month; what is asked for is a customer then, whatever it looks like"
    parser.add_argument("--period", type=options.month, metavar="YYYY-MM", help=words)
    words = "of a month or a run: look again and again, until nothing of it waits"
    parser.add_argument("--follow", action="store_true", help=words)
    supporting.add_stack(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Look and tell."""
    if arguments.follow and (arguments.what is None or arguments.period):
        print_plain(["What is followed is a month or a run."], console)
        return EX_USAGE
    desk = supporting.desk_of(arguments)
    if arguments.what is None:
        print_plain(standing.in_words(desk), console)
        return 0
    found = look(arguments.what, arguments.period, ports=desk.ports)
    if arguments.follow and isinstance(found, Month | RunHistory):
        found = _followed(arguments.what, desk, console) or found
    if found is None:
        print_plain([_nobody(arguments)], console)
        return _UNKNOWN
    print_plain(told(arguments.what, found), console)
    return _UNKNOWN if isinstance(found, Ambiguous) else 0


Found = Month | RunHistory | Ambiguous | list[CustomerMonth]


def look(what: str, period: str | None, *, ports: SupportPorts) -> Found | None:
    """The month, the run or the customer that is meant; None when nothing is known."""
    if period is None and re.fullmatch(PATTERN, what):
        return history_of_month(what, ports=ports)
    is_id = period is None and _RUN_ID.fullmatch(what)
    run_found = history_of_run(what, ports=ports) if is_id else None
    return run_found or months_of_customer(what, billing_period=period, ports=ports) or None


def _followed(what: str, desk: Desk, console: Console) -> Found | None:
    """As it was when nothing of it waited any more."""

    def again() -> Month | RunHistory:
        found = look(what, None, ports=desk.ports)
        if isinstance(found, Month | RunHistory):
            return found
        raise MissingObjectError(f"{what} is gone")

    with telling(console) as tell:
        return follow(again, desk, tell)


def told(what: str, found: Found) -> Iterator[str]:
    """What was found, in lines."""
    if isinstance(found, Ambiguous):
        return iter([f"Several runs begin with {what}:", *(f"  {each}" for each in found.run_ids)])
    if isinstance(found, Month):
        return history_words.of_month(found)
    if isinstance(found, RunHistory):
        return history_words.of_run(found)
    return history_words.of_customer(what, found)


def _nobody(arguments: argparse.Namespace) -> str:
    what, period = arguments.what, arguments.period
    if period:
        return f"Nothing is known of a customer {what} in {period}: is the id exact, case included?"
    if re.fullmatch(PATTERN, what):
        return f"Nothing is known of {what}: no file of that month was ever dropped."
    return f"Nothing is known of {what}: it is no run, and no customer of any month (case matters)."
