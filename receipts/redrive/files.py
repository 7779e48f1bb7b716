"""Files the parser failed on -> the charges queue, in their order."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from receipts.model import DeadLetter
from receipts.port_bundles import RedrivePorts
from receipts.redrive.holding import holding


class Where(StrEnum):
    """Where a file's letter is now."""

    WAITS = "waits"
    MOVED = "moved"
    #: On the charges queue; its letter is still here too, which does no harm.
    NOT_DELETED = "not_deleted"
    #: Not the event of a dropped file: it stays.
    NOT_A_FILE = "not_a_file"


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A letter of the charges dead-letter queue, and the object version it is about."""

    letter: DeadLetter
    where: Where
    bucket: str = ""
    key: str = ""
    version_id: str = ""


def survey_files(ports: RedrivePorts) -> Iterator[WaitingFile]:
    """The files that can be seen: SQS shows ten of a group, and no more while we hold those."""
    with holding(ports.files) as held:
        for batch in held.batches():
            yield from map(file_of, batch)


def redrive_files(ports: RedrivePorts) -> Iterator[WaitingFile]:
    """Put them on the charges queue one by one: of two files of a month the first is billed."""
    with holding(ports.files) as held:
        for batch in held.batches():
            for file in map(file_of, batch):
                if file.where is Where.NOT_A_FILE:
                    yield file
                    continue
                ports.charges.send(file.letter)
                left = held.delete([file.letter])
                yield replace(file, where=Where.NOT_DELETED if left else Where.MOVED)


def file_of(letter: DeadLetter) -> WaitingFile:
    """What a letter is about."""
    try:
        detail: dict[str, Any] = json.loads(letter.body)["detail"]
        names = (detail["bucket"]["name"], detail["object"]["key"], detail["object"]["version-id"])
    except (ValueError, KeyError, TypeError):
        return WaitingFile(letter, Where.NOT_A_FILE)
    return WaitingFile(letter, Where.WAITS, *map(str, names))
