"""Who a run's receipts are from and what they look like: pinned when the run is written."""

import base64
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from receipts.errors import LetterheadError

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture, and how large it is shown."""

    #: `png` or `jpeg`.
    kind: str
    #: CSS pixels.
    width: int
    height: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What all mails of a run share. Empty texts are not shown."""

    seller_name: str
    seller_address: str = ""
    seller_tax_id: str = ""
    #: Whom a customer asks; empty: reply to the mail.
    support_contact: str = ""
    #: BCP 47: for customers whose own language nobody translated the words into.
    default_locale: str = "en"
    #: `#rrggbb`
    colour: str = "#1d4ed8"
    footer: str = ""
    logo: Logo | None = None
    #: Each receipt travels as a PDF too.
    attach_pdf: bool = False


def to_json(letterhead: Letterhead) -> bytes:
    """As it is kept in the audit bucket; the same letterhead is the same bytes."""
    values = asdict(letterhead)
    if letterhead.logo:
        values["logo"]["data"] = base64.b64encode(letterhead.logo.data).decode()
    return json.dumps({"version": _VERSION, **values}, sort_keys=True, indent=2).encode()


def from_json(data: bytes) -> Letterhead:
    """The letterhead, or LetterheadError when these are not the bytes of one."""
    try:
        values: dict[str, Any] = json.loads(data)
        if values.pop("version") != _VERSION:
            raise LetterheadError(f"the letterhead is not of version {_VERSION}")
        if logo := values.pop("logo"):
            values["logo"] = Logo(**logo | {"data": base64.b64decode(logo["data"], validate=True)})
        return Letterhead(**values)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LetterheadError("the letterhead cannot be read") from error
