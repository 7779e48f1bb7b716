"""`receipts continue`: mails go out again."""

import argparse

from rich.console import Console

from receipts.cli import forecasts, pause_words, supporting
from receipts.cli.supporting import NOT_DONE, Desk
from receipts.cli.tables import print_plain
from receipts.pause import Pause
from receipts.support.pausing import continue_by_hand

HELP = """Let mails go out again.
Exit code: 0 done, 1 nothing was done, 64 wrong usage, 70 it could not run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    supporting.add_desk(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Ask and do."""
    return supporting.at_the_desk(continued, arguments, console)


def continued(arguments: argparse.Namespace, console: Console, *, desk: Desk) -> int:
    """Say what it means, ask, carry it out."""
    seen = desk.ports.switch.read()
    if seen.pause is None:
        print_plain(["Sending is not paused."], console)
        return NOT_DONE
    print_plain([*pause_words.in_words(seen.pause), _means(seen.pause, desk)], console)
    if not supporting.agreed(arguments, console):
        return NOT_DONE
    if not continue_by_hand(seen, ports=desk.ports):
        print_plain(["The pause changed while you decided; nothing was done."], console)
        return NOT_DONE
    print_plain(["Done: sending goes on within a minute.", *forecasts.of(desk)], console)
    return 0


def _means(pause: Pause, desk: Desk) -> str:
    if pause.run_id is None:
        return "Sending will go on."
    if desk.ports.runs.find(pause.run_id).is_ended:
        return f"Sending will go on; run {pause.run_id} was ended."
    return (
        f"Sending will go on, run {pause.run_id} included, and no more bounces of it will stop it."
    )
