"""The embedded AWS as the commands use it: where it lives, what the stack is told."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from receipts import bootstrap
from receipts.errors import ConfigError
from receipts.port_bundles import OperatorPorts

if TYPE_CHECKING:
    from receipts.local.world import World

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "cloudformation" / "receipts.yaml"
_MARK = ".receipts-world"
_OURS = ("outbox", "audit", "logs")

#: What the stack is told; everything else is the template's default.
PARAMETERS = {
    # Each mail names its customer, as for real: here it is a file in the outbox, and nothing
    # leaves the machine.
    "Environment": "prod",
    "SellerName": "Example Cloud Ltd",
    "SellerAddress": "1 High Street, Bath BA1 5AA, United Kingdom",
    "SellerTaxId": "VAT GB123456789",
    "FromAddress": "billing@example.com",
    "SesIdentity": "example.com",
    "SupportContact": "Write to support@example.com.",
    # The stack shares it among as many workers as there are here.
    "SesMaxSendRate": "100",
}
#: Processes per function; more than the cores of a laptop only wait for each other.
WORKERS = 2
#: Failed messages come back soon; on AWS it takes the visibility timeout.
_RETRY_AFTER_SECONDS = 2
#: The watch looks this often; on AWS every minute.
_LOOK_EVERY_SECONDS = 10


def open_world(
    directory: Path,
    *,
    port: int = 0,
    parameters: Mapping[str, str] | None = None,
    is_empty: bool = False,
) -> "World":
    """A new world in `directory`. One that an earlier world of ours lived in is cleared first.

    `parameters` are told to the stack besides ours, or in their place. In an empty one there is no
    stack yet.
    """
    # moto is slow to import, and not there where only `validate` and `drop` are used.
    made: type[World] = import_module("receipts.local.world").World
    if not TEMPLATE.is_file():
        raise ConfigError(f"{TEMPLATE} is missing: run this from a checkout of the project")
    _clear(directory)
    return made(
        directory,
        template=None if is_empty else TEMPLATE,
        code_root=ROOT,
        parameters={**PARAMETERS, **(parameters or {})},
        port=port,
        workers=WORKERS,
        retry_after=_RETRY_AFTER_SECONDS,
        schedule_every=_LOOK_EVERY_SECONDS,
    )


def operator(world: "World") -> OperatorPorts:
    """A person's adapters on the world."""
    return bootstrap.operator(
        world.client,
        audit_bucket=world.outputs["AuditBucket"],
        ledger_table=world.outputs["LedgerTable"],
    )


def _clear(directory: Path) -> None:
    mark = directory / _MARK
    taken = [name for name in _OURS if (directory / name).exists()]
    if taken and not mark.exists():
        raise ConfigError(
            f"{directory} has {', '.join(taken)} that this command did not make;"
            " name an empty folder with --out"
        )
    for name in taken:
        _remove(directory / name)
    (directory / "summary.json").unlink(missing_ok=True)
    directory.mkdir(parents=True, exist_ok=True)
    mark.write_text("An embedded AWS lived here. The next one clears this folder.\n")


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()
