"""`receipts cost`: what a month costs on AWS, worked out here. AWS is not asked."""

import argparse
import re

from rich.console import Console

from receipts.cli import cost_words
from receipts.cli.exits import EX_USAGE
from receipts.cli.tables import print_plain, print_whole
from receipts.cost.assumptions import assumptions
from receipts.cost.bill import Bill, bill_of
from receipts.cost.month import Month
from receipts.cost.prices import price_list

HELP = """Work out what a month costs on AWS at list prices, without free tiers. AWS is not asked.
Exit code: 0 told, 64 wrong usage."""

#: Where nobody says how many.
_LINES_A_CUSTOMER = 10
#: Of a mail's attachments, before base64.
_MOST_BYTES = 30_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add, default = parser.add_argument, "default: %(default)s"
    words = "receipts of the month; several are compared"
    add("--customers", required=True, nargs="+", metavar="N", type=_count, help=words)
    words = "charges of the month, one number for each of --customers (default: ten times as many)"
    add("--lines", nargs="+", metavar="N", type=_count, help=words)
    add("--keep-mails", action=argparse.BooleanOptionalAction, default=True, help="KeepMails")
    words = "of each mail: PDF, list of charges, logo"
    add("--attachment-bytes", type=_bytes, default=0, metavar="N", help=f"{words} ({default})")
    rates = sorted(assumptions().workers)
    add("--rate", type=int, choices=rates, default=14, help=f"SesMaxSendRate ({default})")
    add("--essentials", action="store_true", help="SES's plan Essentials, which new accounts have")
    words = f"how long files and rows are kept ({default})"
    add("--months", type=_count, default=1, metavar="N", help=words)
    add("--markdown", action="store_true", help="tables for a document")
    add("--basis", action="store_true", help="add the prices, the assumptions and the calls")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Work it out and tell."""
    lines = arguments.lines or [each * _LINES_A_CUSTOMER for each in arguments.customers]
    if wrong := _misuse(arguments.customers, lines):
        print_plain([wrong], console)
        return EX_USAGE
    bills = [_bill(*counts, arguments) for counts in zip(arguments.customers, lines, strict=True)]
    tables = [cost_words.bills(bills)]
    if arguments.basis:
        tables += cost_words.basis(price_list(), assumptions())
    for table in tables:
        if arguments.markdown:
            print_plain([*cost_words.as_markdown(table), ""], console)
        else:
            print_whole(cost_words.as_table(table), console)
    print_plain(cost_words.beneath(price_list()), console)
    return 0


def _bill(customers: int, lines: int, arguments: argparse.Namespace) -> Bill:
    month = Month(
        customers=customers,
        lines=lines,
        keep_mails=arguments.keep_mails,
        attachment_bytes=arguments.attachment_bytes,
        rate=arguments.rate,
        essentials=arguments.essentials,
        months_kept=arguments.months,
    )
    return bill_of(month, assumptions(), price_list().prices)


def _misuse(customers: list[int], lines: list[int]) -> str | None:
    if len(lines) != len(customers):
        return "Give as many --lines as --customers."
    if any(few < many for few, many in zip(lines, customers, strict=True)):
        return "Each customer has at least one line."
    return None


def _count(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,9}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 9,999,999,999")
    return int(text)


def _bytes(text: str) -> int:
    # SES takes 40 MB: https://docs.aws.amazon.com/ses/latest/dg/quotas.html
    if not re.fullmatch("[0-9]{1,8}", text) or int(text) > _MOST_BYTES:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of bytes up to {_MOST_BYTES:,}")
    return int(text)
