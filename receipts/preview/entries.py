"""The data of the index: a script, because a page opened from a disk may read no other file."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Any

from receipts.preview.held import Held
from receipts.preview.plan import Planned


class Status(StrEnum):
    """What becomes of a receipt, in words."""

    SENT = "to be sent"
    ZERO = "not mailed: nothing to pay"
    UNMAILABLE = "no mail can be made of it"


@dataclass(frozen=True, slots=True)
class Entry:
    """A receipt in the index. One that is not mailed has no page."""

    receipt: Planned
    status: Status
    #: BCP 47
    language: str
    services: tuple[str, ...]


def write_entries(file: IO[str], entries: Iterable[Entry], held: Iterable[Held]) -> None:
    """One line each, as they come. Services are written once, and each receipt has their places."""
    services: dict[str, int] = {}
    file.write(f'"use strict";\nconst STATUS = {_json({s.name: s.value for s in Status})};\n')
    _write(file, "RECEIPTS", (_receipt(entry, services) for entry in entries))
    _write(file, "HELD", map(_held, held))
    _write(file, "SERVICES", services)


def _write(file: IO[str], name: str, rows: Iterable[object]) -> None:
    file.write(f"const {name} = [\n")
    file.writelines(f"{_json(row)},\n" for row in rows)
    file.write("];\n")


def _receipt(entry: Entry, services: dict[str, int]) -> list[object]:
    """As `preview.js` reads it."""
    receipt = entry.receipt
    return [
        receipt.number,
        receipt.customer_id,
        receipt.customer_name,
        receipt.address,
        f"{receipt.total:,} {receipt.currency}",
        entry.language,
        receipt.line_count,
        [services.setdefault(name, len(services)) for name in entry.services],
        entry.status,
    ]


def _held(held: Held) -> list[object]:
    """As `preview.js` reads it."""
    return [held.customer_id, held.customer_name, held.address, held.line_count, held.reasons]


def _json(value: Any) -> str:
    """ASCII, so that nothing in it ends a line of a script."""
    return json.dumps(value, separators=(",", ":"))
