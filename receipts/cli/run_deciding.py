"""What the commands share with which a person decides about a run as a whole."""

import argparse
import functools

from rich.console import Console

from receipts.cli import forecasts, history_words, supporting
from receipts.cli.supporting import NOT_DONE, Desk
from receipts.cli.tables import print_plain
from receipts.support.decide import Refused
from receipts.support.history import Ambiguous, RunHistory
from receipts.support.run_decisions import RunDecision, RunWhat, decide_run
from receipts.support.runs import carry_out_run, history_of_run


def add_run(parser: argparse.ArgumentParser) -> None:
    """Which run, and whether to ask."""
    parser.add_argument("run_id", metavar="RUN", help="its id, or the first 8 or more digits")
    supporting.add_desk(parser)


def settle_run(what: RunWhat, arguments: argparse.Namespace, console: Console) -> int:
    """A decision about a run."""
    return supporting.at_the_desk(functools.partial(decided_run, what), arguments, console)


def decided_run(
    what: RunWhat, arguments: argparse.Namespace, console: Console, *, desk: Desk
) -> int:
    """Say what it means, ask, carry it out."""
    seen = history_of_run(arguments.run_id, ports=desk.ports)
    if not isinstance(seen, RunHistory):
        print_plain(_nobody(arguments.run_id, seen), console)
        return NOT_DONE
    print_plain(history_words.of_run(seen), console)
    needed = desk.stack.release.require_approval
    decision = decide_run(what, seen, require_approval=needed)
    print_plain([decision.words], console)
    if isinstance(decision, Refused) or not supporting.agreed(arguments, console):
        return NOT_DONE
    return _carry_out(decision, console, desk)


def _carry_out(decision: RunDecision, console: Console, desk: Desk) -> int:
    emission = carry_out_run(
        decision, ports=desk.ports, require_approval=desk.stack.release.require_approval
    )
    if emission is None:
        print_plain(["Done: nothing more of it is sent."], console)
    else:
        print_plain([f"Done: {emission.queued:,} queued.", *forecasts.of(desk)], console)
    return 0


def _nobody(run_id: str, found: Ambiguous | None) -> list[str]:
    if found:
        return [f"Several runs begin with {run_id}:", *(f"  {each}" for each in found.run_ids)]
    return [f"There is no run {run_id}: `receipts show PERIOD` lists those of a month."]
