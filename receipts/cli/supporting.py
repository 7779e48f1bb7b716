"""What the commands about single receipts share."""

import argparse
import sys

from rich.console import Console

from receipts import bootstrap
from receipts.cli import exits
from receipts.cli.options import month
from receipts.cli.tables import print_plain
from receipts.keys import customer_key, receipt_number
from receipts.ports import SupportPorts
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
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_stack(parser)


def ports_of(arguments: argparse.Namespace) -> SupportPorts:
    """The adapters of the stack that was named."""
    clients = bootstrap.aws_clients()
    return bootstrap.support(clients, bootstrap.stack(clients, arguments.stack))


def settle(what: What, arguments: argparse.Namespace, console: Console) -> int:
    """Say what a decision means, ask, carry it out."""
    if not (arguments.yes or sys.stdin.isatty()):
        print_plain(["Nobody can be asked here: say --yes."], console)
        return exits.EX_USAGE
    return decided(what, arguments, console, ports=ports_of(arguments))


def decided(
    what: What, arguments: argparse.Namespace, console: Console, *, ports: SupportPorts
) -> int:
    """`settle`, once it is clear that somebody answers."""
    decision = consider(what, arguments.customer, arguments.period, ports=ports)
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
    if not (arguments.yes or _agreed()):
        print_plain(["Nothing was done."], console)
        return NOT_DONE
    if not carry_out(decision, ports=ports):
        print_plain([_MOVED], console)
        return NOT_DONE
    print_plain(["Done: queued." if decision.message else "Done."], console)
    return 0


def _agreed() -> bool:
    return input("Go on? [y/N] ").strip().lower() in {"y", "yes"}
