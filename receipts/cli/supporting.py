"""What the commands share with which a person decides."""

import argparse
import functools
import sys
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console

from receipts import bootstrap
from receipts.cli import exits
from receipts.cli.options import month
from receipts.cli.tables import print_plain
from receipts.config import Stack
from receipts.keys import customer_key, receipt_number
from receipts.port_bundles import SupportPorts
from receipts.ports import Alarms
from receipts.support.decide import Refused, What
from receipts.support.service import carry_out, consider

NOT_DONE = 1
_MOVED = "The receipt moved on while you decided; nothing was done. Look with `receipts show`."


def add_stack(parser: argparse.ArgumentParser) -> None:
    """`--stack`."""
    words = "the CloudFormation stack (default: %(default)s)"
    parser.add_argument("--stack", default="receipts", help=words)


def add_receipt(parser: argparse.ArgumentParser) -> None:
    """Which receipt, and whether to ask."""
    parser.add_argument("customer", metavar="CUSTOMER", help="the customer_id, exactly")
    parser.add_argument("period", metavar="PERIOD", type=month, help="the month, YYYY-MM")
    add_desk(parser)


def add_desk(parser: argparse.ArgumentParser) -> None:
    """Which stack, and whether to ask."""
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_stack(parser)


@dataclass(frozen=True, slots=True)
class Desk:
    """A stack, and the adapters of the person in front of it."""

    stack: Stack
    ports: SupportPorts
    #: None: nobody asks for them.
    alarms: Alarms | None = None


def desk_of(arguments: argparse.Namespace) -> Desk:
    """That of the stack that was named."""
    clients = bootstrap.aws_clients()
    stack = bootstrap.stack(clients, arguments.stack)
    alarms = bootstrap.alarms(clients, arguments.stack)
    return Desk(stack, bootstrap.support(clients, stack), alarms)


class Deciding(Protocol):
    """Says what a decision means, asks, carries it out; the exit code."""

    def __call__(self, arguments: argparse.Namespace, console: Console, *, desk: Desk) -> int:
        """Do it."""
        ...


def at_the_desk(deciding: Deciding, arguments: argparse.Namespace, console: Console) -> int:
    """Decide, if somebody is there to answer or need not be."""
    if not (arguments.yes or sys.stdin.isatty()):
        print_plain(["Nobody can be asked here: say --yes."], console)
        return exits.EX_USAGE
    return deciding(arguments, console, desk=desk_of(arguments))


def settle(what: What, arguments: argparse.Namespace, console: Console) -> int:
    """A decision about a receipt."""
    return at_the_desk(functools.partial(decided, what), arguments, console)


def decided(what: What, arguments: argparse.Namespace, console: Console, *, desk: Desk) -> int:
    """Say what it means, ask, carry it out."""
    ports = desk.ports
    decision = consider(
        what, arguments.customer, arguments.period, ports=ports, lease=desk.stack.lease
    )
    number = receipt_number(
        billing_period=arguments.period, customer_key=customer_key(arguments.customer)
    )
    print_plain([f"Receipt {number} of customer {arguments.customer}"], console)
    if isinstance(decision, Refused):
        print_plain([decision.words], console)
        return NOT_DONE
    seen = decision.seen
    print_plain([f"It is {seen.state} since {seen.changed_at:%Y-%m-%d %H:%M} UTC."], console)
    print_plain([decision.words], console)
    if not agreed(arguments, console):
        return NOT_DONE
    if not carry_out(decision, ports=ports):
        print_plain([_MOVED], console)
        return NOT_DONE
    print_plain(["Done: queued." if decision.message else "Done."], console)
    return 0


def agreed(arguments: argparse.Namespace, console: Console) -> bool:
    """Whether the person says yes."""
    if arguments.yes or input("Go on? [y/N] ").strip().lower() in {"y", "yes"}:
        return True
    print_plain(["Nothing was done."], console)
    return False
