"""`receipts demo`: files through the whole pipeline, in an AWS inside this process."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from receipts.cli import embedded, exits, files, options
from receipts.cli.tables import print_outcomes, print_plain, to_mend
from receipts.cli.telling import telling
from receipts.errors import ConfigError
from receipts.model import DroppedFile
from receipts.parsing.contacts import contacts_key
from receipts.port_bundles import OperatorPorts
from receipts.reconciliation.outcome import Outcome
from receipts.reconciliation.service import outcomes_of

if TYPE_CHECKING:
    from receipts.local.world import World

HELP = f"""Send receipts for charges files into an outbox folder.
{exits.WORDS}"""

_PATIENCE_SECONDS = 3600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="CSV", help="charges, one file after the other")
    add("--out", type=Path, required=True, metavar="DIR", help="outbox, audit, logs, summary.json")
    options.add_period(parser)
    add("--profile", default="plain", help="the source's format: plain (default) or focus")
    add("--contacts", type=Path, metavar="F", help="names and addresses, for profiles without")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Deploy, drop each file, wait until its mails are out, tell."""
    files.expect(*arguments.files, arguments.contacts)
    console.print("Starting the embedded AWS and deploying cloudformation/receipts.yaml …")
    with embedded.open_world(arguments.out) as world:
        outcomes = _send_all(arguments, world, console)
    summary = {"files": [outcome.as_json() for outcome in outcomes]}
    files.write_json(arguments.out / "summary.json", summary)
    print_outcomes(outcomes, console)
    print_plain(_places(outcomes, arguments.out), console)
    return exits.exit_code(outcomes)


def _send_all(arguments: argparse.Namespace, world: "World", console: Console) -> list[Outcome]:
    ports = embedded.operator(world)
    if arguments.contacts:
        _upload(arguments.contacts, contacts_key(arguments.profile), {}, world, ports)
    return [
        outcome
        for path in arguments.files
        for outcome in _send(path, arguments, world, ports, console)
    ]


def _send(
    path: Path,
    arguments: argparse.Namespace,
    world: "World",
    ports: OperatorPorts,
    console: Console,
) -> list[Outcome]:
    key, since = options.key_of(path, arguments.period), datetime.now(UTC)
    console.print(f"Dropping {path.name} …", markup=False)
    dropped = _upload(path, key, {"profile": arguments.profile}, world, ports)
    _wait(world, arguments.out, console)
    outcomes = outcomes_of(dropped, file=path.name, since=since, ports=ports)
    if not outcomes:
        log = arguments.out / "logs"
        raise ConfigError(f"{path.name} was not evaluated; what the parser said is in {log}")
    return outcomes


def _upload(
    path: Path, key: str, metadata: dict[str, str], world: "World", ports: OperatorPorts
) -> DroppedFile:
    with path.open("rb") as body:
        return ports.landing.upload(world.outputs["LandingBucket"], key, body, metadata)


def _wait(world: "World", directory: Path, console: Console) -> None:
    outbox = directory / "outbox"
    with telling(console) as tell:
        world.drain(
            timeout=_PATIENCE_SECONDS,
            on_progress=lambda: tell.go_on(
                f"{sum(1 for _ in outbox.glob('*.eml'))} mails in the outbox …"
            ),
        )


def _places(outcomes: list[Outcome], directory: Path) -> list[str]:
    return [
        *to_mend(outcomes, directory / "audit"),
        f"Mails: {directory}/outbox   Audit bucket: {directory}/audit"
        f"   Numbers: {directory}/summary.json",
    ]
