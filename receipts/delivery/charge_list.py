"""All lines of a long receipt as a file beside its mail."""

import csv
import io
import zipfile
from dataclasses import dataclass
from decimal import Decimal

from receipts import money
from receipts.formulas import guarded
from receipts.model import Receipt

_COLUMNS = ("service_name", "description", "quantity", "unit", "unit_price", "charges", "currency")
#: Bytes; a larger list is packed.
_MOST_PLAIN = 1_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail."""

    name: str
    #: Its media type.
    kind: str
    data: bytes


def charge_list(receipt: Receipt, *, number: str) -> Attachment:
    """Every line with its exact amount, as CSV; zipped where it is large."""
    name, data = f"receipt-{number}.csv", _csv(receipt)
    if len(data) <= _MOST_PLAIN:
        return Attachment(name, "text/csv", data)
    return Attachment(f"{name}.zip", "application/zip", _zipped(name, data))


def _csv(receipt: Receipt) -> bytes:
    """UTF-8 with BOM, so Excel reads it; no cell is a formula."""
    # Not StringIO, which takes four bytes for each character.
    data = io.BytesIO()
    sink = io.TextIOWrapper(data, "utf-8-sig", newline="")
    writer = csv.writer(sink)
    writer.writerow(_COLUMNS)
    for line in receipt.lines:
        cells = (line.service_name, line.description, line.quantity, line.unit)
        amounts = (line.unit_price, line.charges)
        writer.writerow([*map(_cell, (*cells, *amounts)), receipt.currency])
    sink.flush()
    return data.getvalue()


def _cell(value: str | Decimal | None) -> str:
    if isinstance(value, Decimal):
        return money.plain(value)
    return guarded(value or "")


def _zipped(name: str, data: bytes) -> bytes:
    """The same list is the same bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return sink.getvalue()
