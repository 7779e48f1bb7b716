"""`receipts dlq`: what waits in the dead-letter queues, and back with what may go on."""

import argparse
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console

from receipts import bootstrap
from receipts.cli import letters
from receipts.cli.tables import print_plain
from receipts.port_bundles import RedrivePorts
from receipts.redrive import causes
from receipts.redrive.decide import GONE, Request
from receipts.redrive.files import Where, redrive_files, survey_files
from receipts.redrive.service import redrive, survey

HELP = """Look after a stack's dead-letter queues.
Exit code: 0 nothing waits for a person, 1 something does; 64 wrong usage, 70 it could not run."""

_LIST = "Count what waits, by cause, and what the ledger says of it. Touches nothing."
_REDRIVE = "Send receipts again that the ledger lets through; the others stay or are done with."
_T = TypeVar("_T")
_UNTOUCHED = "Nothing was touched."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The subcommands and their options."""
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help=_LIST, description=_LIST)
    moving = actions.add_parser("redrive", help=_REDRIVE, description=_REDRIVE)
    for each in (listing, moving):
        words = "the CloudFormation stack (default: %(default)s)"
        each.add_argument("--stack", default="receipts", help=words)
    which = moving.add_mutually_exclusive_group()
    words = f"only these; {' and '.join(sorted(causes.ONLY_IF_NAMED))} have to be named"
    which.add_argument("--cause", choices=sorted(causes.WORDS), help=words)
    which.add_argument("--charges", action="store_true", help="files, not receipts")
    words = "receipts a second, at most (default: as fast as SQS takes them)"
    moving.add_argument("--max-rate", type=_rate, metavar="N", help=words)
    moving.add_argument("--dry-run", action="store_true", help="say what would happen")
    moving.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """List or redrive."""
    clients = bootstrap.aws_clients()
    stack = bootstrap.stack(clients, arguments.stack)
    ports = bootstrap.redrive(clients, stack)
    if arguments.action == "list":
        return _list(ports, Request(lease=stack.lease), console)
    if arguments.charges:
        return _redrive_files(arguments, ports, console)
    request = Request(cause=arguments.cause, max_rate=arguments.max_rate, lease=stack.lease)
    return _redrive(arguments, ports, request, console)


def _list(ports: RedrivePorts, request: Request, console: Console) -> int:
    expected = ports.letters.count()
    found = list(survey(ports, request))
    letters.print_letters(found, console, now=ports.clock.now())
    seen = _all_seen(expected, found, console)
    waiting = _show_files(ports, console)
    return _code([seen, not found, not waiting])


def _show_files(ports: RedrivePorts, console: Console) -> bool:
    expected = ports.files.count()
    files = list(survey_files(ports))
    letters.print_files(files, console, now=ports.clock.now())
    return not _all_seen(expected, files, console) or bool(files)


def _redrive(
    arguments: argparse.Namespace, ports: RedrivePorts, request: Request, console: Console
) -> int:
    if arguments.dry_run or not arguments.yes:
        expected = ports.letters.count()
        found = list(survey(ports, request))
        letters.print_decisions(found, console, done=False)
        if not (found and _may_go_on(arguments, console)):
            return _code([_all_seen(expected, found, console), not found])
    expected = ports.letters.count()
    done = _collected(
        redrive(ports, request), lambda found: letters.print_decisions(found, console, done=True)
    )
    seen = _all_seen(expected, done, console)
    return _code([seen, *(each.decision in GONE for each in done)])


def _redrive_files(arguments: argparse.Namespace, ports: RedrivePorts, console: Console) -> int:
    if arguments.dry_run or not arguments.yes:
        waiting = _show_files(ports, console)
        if not (waiting and _may_go_on(arguments, console)):
            return 1 if waiting else 0
    expected = ports.files.count()
    done = _collected(
        redrive_files(ports),
        lambda files: letters.print_files(files, console, now=ports.clock.now()),
    )
    seen = _all_seen(expected, done, console)
    return _code([seen, *(each.where is Where.MOVED for each in done)])


def _collected(steps: Iterator[_T], tell: Callable[[list[_T]], None]) -> list[_T]:
    """All that was done; told as well when an error or Ctrl-C ends it early."""
    done: list[_T] = []
    try:
        done.extend(steps)
    finally:
        tell(done)
    return done


def _may_go_on(arguments: argparse.Namespace, console: Console) -> bool:
    if arguments.dry_run:
        print_plain([_UNTOUCHED], console)
        return False
    try:
        agreed = console.input("Go ahead? [y/N] ", markup=False).strip().lower() in ("y", "yes")
    except EOFError:
        agreed = False
    if not agreed:
        print_plain([f"{_UNTOUCHED} With --yes it goes ahead without asking."], console)
    return agreed


def _all_seen(expected: int, found: Sequence[object], console: Console) -> bool:
    """SQS counts about; what it counts and does not show is told."""
    unseen = expected - len(found)
    if unseen > 0:
        words = "more were not seen: somebody holds them, or they come after those above."
        print_plain([f"About {unseen:,} {words} Look again in five minutes."], console)
    return unseen <= 0


def _code(gone: Iterable[bool]) -> int:
    return 0 if all(gone) else 1


def _rate(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,3}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of receipts a second")
    return int(text)
