"""What several commands are told, and how it is read."""

import argparse
import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from receipts import money
from receipts.config import Rulebook
from receipts.parsing.periods import PATTERN, periods_in

#: The template's defaults, for a laptop that has no stack.
DEFAULTS = Rulebook(
    default_currency="USD",
    default_locale="en",
    max_held_share=Decimal("0.2"),
    max_input_bytes=2_147_483_648,
    send_zero_totals=True,
    seller_name="Example Cloud Ltd",
    seller_address="",
    seller_tax_id="",
    support_contact="",
    brand_colour="#1d4ed8",
    footer_text="",
    attach_pdf=False,
)
_LOCALE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def add_period(parser: argparse.ArgumentParser) -> None:
    """`--period`."""
    words = "the month, if no name or column says it"
    parser.add_argument("--period", type=month, metavar="YYYY-MM", help=words)


def add_rulebook(parser: argparse.ArgumentParser) -> None:
    """What the stack's parameters say on AWS."""
    add, rules = parser.add_argument, DEFAULTS
    default = "default: %(default)s"
    add("--currency", type=_currency, default=rules.default_currency, help=default)
    add("--locale", type=_locale, default=rules.default_locale, help=default)
    add("--max-held-share", type=_share, default=rules.max_held_share, help=default)
    add("--max-input-bytes", type=_bytes, default=rules.max_input_bytes, help=default)


def add_parameter(parser: argparse.ArgumentParser, words: str) -> None:
    """`--parameter`: pairs of a name and a value."""
    parser.add_argument(
        "--parameter",
        type=_parameter,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=f"{words}; may be given again",
    )


def rulebook(arguments: argparse.Namespace) -> Rulebook:
    """What `add_rulebook` was told."""
    return replace(
        DEFAULTS,
        default_currency=arguments.currency,
        default_locale=arguments.locale,
        max_held_share=arguments.max_held_share,
        max_input_bytes=arguments.max_input_bytes,
    )


def key_of(file: Path, period: str | None) -> str:
    """The key a file is dropped under: its name, below the month if the name does not say it."""
    return file.name if period in (None, *periods_in(file.name)) else f"{period}/{file.name}"


def workbook(text: str) -> Path:
    """A path that ends in .xlsx."""
    if not text.lower().endswith(".xlsx"):
        raise argparse.ArgumentTypeError(f"{text!r} must end in .xlsx")
    return Path(text)


def minutes(text: str) -> float:
    """A time in minutes, in seconds."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes")
    return float(text) * 60


def month(text: str) -> str:
    """A billing period."""
    if not re.fullmatch(PATTERN, text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a month like 2024-09")
    return text


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def _currency(text: str) -> str:
    if text not in money.CURRENCIES:
        raise argparse.ArgumentTypeError(f"{text!r} is not a currency like USD (ISO 4217)")
    return text


def _locale(text: str) -> str:
    if not _LOCALE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a language tag like en or de-CH")
    return text


def _share(text: str) -> Decimal:
    try:
        share = Decimal(text)
        if 0 <= share <= 1:
            return share
    except InvalidOperation:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a share from 0 to 1")


def _bytes(text: str) -> int:
    if not re.fullmatch("[0-9]{1,15}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of bytes")
    return int(text)
