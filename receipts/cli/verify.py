"""`receipts verify`: what the stored bytes prove of a customer's receipt."""

import argparse
from collections.abc import Iterable, Iterator

from rich.console import Console

from receipts.cli import options, supporting
from receipts.cli.tables import print_plain
from receipts.keys import receipt_number
from receipts.support.proof.evidence import Evidence, gather
from receipts.support.proof.verdicts import Level, Said
from receipts.support.proof.verify import NOT_PROVABLE, verify_month, verify_receipt

HELP = """Recompute every hash from a customer's file to the mail, and say what that proves.
Exit code: 0 all that is kept fits together, 1 nothing is known, 2 something does not fit,
64 wrong usage, 70 it could not run."""

_UNKNOWN, _DOES_NOT_FIT = 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("customer", metavar="CUSTOMER", help="the customer_id, exactly")
    parser.add_argument("period", metavar="PERIOD", type=options.month, help="the month, YYYY-MM")
    supporting.add_stack(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Read, check and tell."""
    desk = supporting.desk_of(arguments)
    evidence = gather(
        arguments.customer, arguments.period, ports=desk.ports, mailbox=desk.stack.mailbox
    )
    return told(evidence, console)


def told(evidence: Evidence, console: Console) -> int:
    """Print what is proven and what not; the exit code."""
    customer, period = evidence.customer_id, evidence.billing_period
    if evidence.is_nothing:
        words = f"Nothing is known of a customer {customer} in {period}: is the id exact?"
        print_plain([words], console)
        return _UNKNOWN
    number = receipt_number(billing_period=period, customer_key=evidence.customer_key)
    print_plain([f"Customer {customer}, {period}: receipt number {number}"], console)
    said = list(verify_month(evidence))
    print_plain(_lines(said), console)
    for receipt in evidence.receipts:
        found = verify_receipt(receipt, evidence)
        print_plain(["", f"receipt {receipt.receipt_id}", *_lines(found)], console)
        said += found
    print_plain(["", "Not provable:", *(f"  {words}" for words in NOT_PROVABLE)], console)
    failed = sum(each.level is Level.FAILED for each in said)
    print_plain(["", _verdict(failed)], console)
    return _DOES_NOT_FIT if failed else 0


def _lines(said: Iterable[Said]) -> Iterator[str]:
    return (f"  {each.level:<12} {each.words}" for each in said)


def _verdict(failed: int) -> str:
    if not failed:
        return "All that is kept fits together."
    things = "1 thing does" if failed == 1 else f"{failed} things do"
    return f"{things} not fit: somebody altered or lost evidence. Tell who runs the stack."
