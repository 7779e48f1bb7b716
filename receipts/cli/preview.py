"""`receipts preview`: every receipt of a file as pages to look at, before anything is sent."""

import argparse
import functools
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from receipts import bootstrap
from receipts.cli import asking, exits, files, options, problems
from receipts.cli.judging import Asked, Judged, judge
from receipts.cli.pretended import pretended, retold
from receipts.cli.tables import COUNTS_UNSENT, print_outcomes, print_plain
from receipts.cli.telling import Telling, telling
from receipts.config import Stack
from receipts.delivery.compose import Office
from receipts.errors import ConfigError
from receipts.model import Mode
from receipts.preview import folder
from receipts.preview.service import Made, Site, make_site

HELP = f"""Show every receipt of a charges file before anything is sent.
Writes pages to look at in a browser. {exits.WORDS}"""

_BRANDING = "config/branding/"
_NO_SELLER = (
    "The seller is made up. Name yours with --stack NAME, or with"
    " --parameter SellerName='Your Company Ltd'."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    asking.add_arguments(parser)
    add = parser.add_argument
    add("--out", type=Path, required=True, metavar="DIR", help="an empty folder, or a new one")
    add("--sample", type=_count, metavar="N", help="show N receipts that are worth looking at")
    add("--correction", action="store_true", help="as if dropped under corrections/")
    add("--stack", help="take parameters, profiles, contacts and branding of this stack on AWS")
    add("--branding", type=Path, metavar="DIR", help="a folder like config/branding/")
    options.add_parameter(parser, "a parameter of the stack, such as SellerName='Example Ltd'")
    options.add_rulebook(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Judge, print every receipt, tell."""
    files.expect(arguments.file, arguments.contacts, arguments.control)
    folder.expect(arguments.out)
    stack, config = _stack(arguments)
    with telling(console) as tell:
        judged = judge(_asked(arguments, stack, config), tell)
        made = _make(arguments, judged, stack, tell)
    print_outcomes(judged.outcomes, console, counts=COUNTS_UNSENT)
    told = [words for each in judged.outcomes for words in (*each.file_errors, *each.file_warnings)]
    print_plain(problems.summary(judged.problems, told=told), console)
    print_plain(_ending(made, arguments.out), console)
    return max(exits.exit_code(judged.outcomes), 1 if made.unmailable else 0)


def _stack(arguments: argparse.Namespace) -> tuple[Stack, Callable[[str], bytes | None]]:
    """The one that is named, else one as the options describe it; and its `config/`."""
    asked = options.rulebook(arguments)
    if arguments.stack and asked != options.DEFAULTS:
        raise ConfigError(
            "with --stack, its parameters are the rules: change one with --parameter, such as"
            " --parameter DefaultCurrency=EUR"
        )
    if not arguments.stack:
        stack, config = pretended(asked), files.config_near(arguments.file)
    else:
        clients = bootstrap.aws_clients()
        stack = bootstrap.stack(clients, arguments.stack)
        ports = bootstrap.operator(
            clients,
            audit_bucket=stack.output("AuditBucket"),
            ledger_table=stack.output("LedgerTable"),
        )
        config = functools.partial(ports.landing.fetch_config, stack.output("LandingBucket"))
    return retold(stack, arguments.parameter), _with_branding(config, arguments.branding)


def _with_branding(
    config: Callable[[str], bytes | None], folder: Path | None
) -> Callable[[str], bytes | None]:
    """The same, but the branding is read from a folder, where one is named."""
    if folder is None:
        return config
    if not folder.is_dir():
        raise ConfigError(f"no such folder: {folder}")

    def branded(key: str) -> bytes | None:
        if key.startswith(_BRANDING):
            return files.read_if_there(folder / key.removeprefix(_BRANDING))
        return config(key)

    return branded


def _asked(
    arguments: argparse.Namespace, stack: Stack, config: Callable[[str], bytes | None]
) -> Asked:
    mode = Mode.CORRECTION if arguments.correction else Mode.CHARGES
    return asking.asked(arguments, rulebook=stack.rulebook, config=config, mode=mode)


def _make(arguments: argparse.Namespace, judged: Judged, stack: Stack, tell: Telling) -> Made:
    site = Site(
        file=arguments.file.name,
        runs=judged.runs,
        outcomes=judged.outcomes,
        office=Office(
            from_address=stack.parameter("FromAddress"),
            reply_to=stack.parameter("ReplyToAddress") or None,
            mailbox=stack.mailbox,
        ),
        now=bootstrap.SystemClock().now(),
        sample=arguments.sample,
        notes=_notes(stack),
    )
    tell.step("Printing receipts …")
    return make_site(site, arguments.out, progress=functools.partial(_tell, tell))


def _tell(tell: Telling, done: int, total: int) -> None:
    tell.go_on(f"{done:,} of {total:,} receipts are printed …", done=done, total=total)


def _notes(stack: Stack) -> list[str]:
    is_made_up = stack.parameter("SellerName") == options.DEFAULTS.seller_name
    return [_NO_SELLER] if is_made_up else []


def _ending(made: Made, out: Path) -> list[str]:
    shown = f"{made.shown:,} {'receipt' if made.shown == 1 else 'receipts'}"
    if made.shown < made.of:
        shown = f"{shown}, a sample of {made.of:,}"
    return [
        *([f"Look: no mail can be made of {made.unmailable:,}"] if made.unmailable else []),
        f"{shown}: open {out / 'index.html'}",
        f"{out} holds customers' data: delete it when you have looked.",
    ]


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of receipts")
    return int(text)
