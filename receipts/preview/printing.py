"""A receipt -> its entry in the index and its files. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from receipts.delivery.compose import Office, compose
from receipts.delivery.speech import speech_of
from receipts.errors import UnrenderableError
from receipts.letterhead import Letterhead
from receipts.model import Receipt
from receipts.preview import pages
from receipts.preview.entries import Entry, Status
from receipts.preview.pages import Neighbours
from receipts.preview.plan import Planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What all receipts of a run have in common."""

    letterhead: Letterhead
    revision: int
    office: Office
    #: The date of every mail; aware UTC.
    now: datetime
    #: Of the receipts that have a page, by their numbers.
    around: Mapping[str, Neighbours]


def printed(receipt: Receipt, planned: Planned, press: Press) -> tuple[Entry, dict[str, bytes]]:
    """What the worker would send. A receipt that it would not mail has no files."""
    status, files = _files(receipt, planned, press)
    language = speech_of(receipt.locale, default=press.letterhead.default_locale).tag
    services = tuple(dict.fromkeys(line.service_name for line in receipt.lines))
    return Entry(planned, status, language, services), files


def _files(receipt: Receipt, planned: Planned, press: Press) -> tuple[Status, dict[str, bytes]]:
    if not planned.mailed:
        return Status.ZERO, {}
    neighbours = press.around[planned.number]
    try:
        composed = compose(
            receipt,
            letterhead=press.letterhead,
            revision=press.revision,
            office=press.office,
            now=press.now,
        )
    except UnrenderableError as error:
        page = pages.unmailable_page(planned, reason=str(error), neighbours=neighbours)
        return Status.UNMAILABLE, page
    files = pages.receipt_files(
        planned, composed, letterhead=press.letterhead, neighbours=neighbours
    )
    return Status.SENT, files
