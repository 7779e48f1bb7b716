"""`receipts pause`: no mail goes out until somebody says so."""

import argparse

from rich.console import Console

from receipts.cli import pause_words, supporting
from receipts.cli.supporting import NOT_DONE, Desk
from receipts.cli.tables import print_plain
from receipts.support.pausing import pause_by_hand

HELP = """Stop all sending until `receipts continue`. Receipts wait on their queue, nothing is lost.
Exit code: 0 done, 1 nothing was done, 64 wrong usage, 70 it could not run."""

_MEANS = (
    "No further batch is begun, whoever asks for it; those that workers have in hand go out, which"
    " takes less than half a minute."
    " What waits keeps waiting, at most ten days."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    supporting.add_desk(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask and do."""
    return supporting.at_the_desk(paused, arguments, console)


def paused(arguments: argparse.Namespace, console: Console, *, desk: Desk) -> int:
    """Say what it means, ask, carry it out."""
    seen = desk.ports.switch.read().pause
    if seen and seen.waits_for_a_person:
        print_plain(pause_words.in_words(seen), console)
        return NOT_DONE
    print_plain([_MEANS], console)
    if not supporting.agreed(arguments, console):
        return NOT_DONE
    if not pause_by_hand(ports=desk.ports):
        print_plain(["It was stopped in the meantime: `receipts show` says why."], console)
        return NOT_DONE
    print_plain(["Done: paused."], console)
    return 0
