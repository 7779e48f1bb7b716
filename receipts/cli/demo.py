"""`receipts demo`: files through the whole pipeline, in an AWS inside this process."""

import argparse
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from receipts.cli import embedded
from receipts.cli.tables import print_outcomes
from receipts.errors import ConfigError
from receipts.local.world import World
from receipts.parsing.contacts import contacts_key
from receipts.parsing.periods import PATTERN, periods_in
from receipts.ports import OperatorPorts
from receipts.reconciliation.outcome import Outcome, Status
from receipts.reconciliation.service import outcomes_of

HELP = """Send receipts for charges files into an outbox folder.
Exit code: 0 all is as it should be, 1 customers were held or receipts are not out,
2 a file was rejected (the highest that applies); 64 wrong usage, 70 it could not run."""

_EXIT = {
    Status.SENT: 0,
    Status.ALREADY_SENT: 0,
    Status.HELD: 1,
    Status.INCOMPLETE: 1,
    Status.REJECTED: 2,
}
_PATIENCE_SECONDS = 3600
_SPEAK_EVERY_SECONDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="CSV", help="charges, one file after the other")
    add("--out", type=Path, required=True, metavar="DIR", help="outbox, audit, logs, summary.json")
    add("--period", type=_period, metavar="YYYY-MM", help="the month, if no name or column says it")
    add("--profile", default="plain", help="the source's format: plain (default) or focus")
    add("--contacts", type=Path, metavar="F", help="names and addresses, for profiles without")


def _period(text: str) -> str:
    if not re.fullmatch(PATTERN, text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a month like 2024-09")
    return text


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Deploy, drop each file, wait until its mails are out, tell."""
    missing = [str(path) for path in [*arguments.files, arguments.contacts] if _is_missing(path)]
    if missing:
        raise ConfigError(f"no such file: {', '.join(missing)}")
    console.print("Starting the embedded AWS and deploying cloudformation/receipts.yaml …")
    with embedded.open_world(arguments.out) as world:
        outcomes = _send_all(arguments, world, console)
    _write_summary(arguments.out, outcomes)
    print_outcomes(outcomes, arguments.out, console)
    return max(_EXIT[outcome.status] for outcome in outcomes)


def _is_missing(path: Path | None) -> bool:
    return path is not None and not path.is_file()


def _send_all(arguments: argparse.Namespace, world: World, console: Console) -> list[Outcome]:
    ports = embedded.operator(world)
    if arguments.contacts:
        _upload_contacts(arguments, world)
    return [
        outcome
        for path in arguments.files
        for outcome in _send(path, arguments, world, ports, console)
    ]


def _upload_contacts(arguments: argparse.Namespace, world: World) -> None:
    world.client("s3").put_object(
        Bucket=world.outputs["LandingBucket"],
        Key=contacts_key(arguments.profile),
        Body=arguments.contacts.read_bytes(),
    )


def _send(
    path: Path,
    arguments: argparse.Namespace,
    world: World,
    ports: OperatorPorts,
    console: Console,
) -> list[Outcome]:
    key, since = _key(path, arguments.period), datetime.now(UTC)
    console.print(f"Dropping {path.name} …")
    dropped = world.client("s3").put_object(
        Bucket=world.outputs["LandingBucket"],
        Key=key,
        Body=path.read_bytes(),
        Metadata={"profile": arguments.profile},
    )
    _wait(world, arguments.out, console)
    outcomes = outcomes_of(key, dropped["VersionId"], file=path.name, since=since, ports=ports)
    if not outcomes:
        log = arguments.out / "logs"
        raise ConfigError(f"{path.name} was not evaluated; what the parser said is in {log}")
    return outcomes


def _key(path: Path, period: str | None) -> str:
    return path.name if period in (None, *periods_in(path.name)) else f"{period}/{path.name}"


def _wait(world: World, directory: Path, console: Console) -> None:
    """Say how far it is: a live line on a terminal, a line now and then elsewhere."""
    outbox, spoken = directory / "outbox", time.monotonic()
    with console.status("reading …") as status:

        def tell() -> None:
            nonlocal spoken
            words = f"{sum(1 for _ in outbox.glob('*.eml'))} mails in the outbox …"
            status.update(words)
            if not console.is_terminal and time.monotonic() - spoken > _SPEAK_EVERY_SECONDS:
                spoken = time.monotonic()
                console.print(f"  {words}")

        world.drain(timeout=_PATIENCE_SECONDS, on_progress=tell)


def _write_summary(directory: Path, outcomes: list[Outcome]) -> None:
    summary = {"files": [outcome.as_json() for outcome in outcomes]}
    (directory / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
