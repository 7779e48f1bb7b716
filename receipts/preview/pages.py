"""What is written as what: one receipt's files, and the page of all. Pure."""

import base64
import functools
from dataclasses import dataclass
from decimal import Decimal
from email.headerregistry import Address
from importlib import resources
from typing import Any

from babel import Locale
from jinja2 import Environment, PackageLoader, StrictUndefined

from receipts.delivery.compose import Composed
from receipts.delivery.wording import LOGO_CID
from receipts.letterhead import Letterhead, Logo
from receipts.preview.plan import Planned

_ASSETS = ("preview.css", "preview.js")
#: CSS pixels of a mail's HTML, roughly: nobody can measure what is in a sandbox.
_HEIGHT, _HEIGHT_OF_LINE, _MOST_HEIGHT = 240, 22, 1600


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The numbers of the receipts before and after."""

    previous: str | None
    next: str | None


def assets() -> dict[str, bytes]:
    """The style sheet and the script of the index."""
    folder = resources.files("receipts.preview") / "assets"
    return {name: (folder / name).read_bytes() for name in _ASSETS}


def index_page(**values: Any) -> bytes:
    """The page of all receipts; they themselves are in `data.js`."""
    return _page("index.html.j2", **values)


def receipt_files(
    receipt: Planned,
    composed: Composed,
    *,
    letterhead: Letterhead,
    neighbours: Neighbours,
) -> dict[str, bytes]:
    """The mail, its parts and the page that shows them."""
    rendered, envelope = composed.rendered, composed.envelope
    page = _page(
        "receipt.html.j2",
        receipt=receipt,
        rendered=rendered,
        sender=str(Address(letterhead.seller_name, addr_spec=envelope.from_address)),
        to=str(envelope.to),
        reply_to=envelope.reply_to,
        neighbours=neighbours,
        direction=Locale.parse(rendered.language, sep="-").text_direction,
        height=_height(rendered.text),
    )
    return {
        "index.html": page,
        "mail.eml": composed.mime,
        "mail.txt": rendered.text.encode(),
        "mail.html": with_logo(rendered.html, letterhead.logo).encode(),
        **{attachment.name: attachment.data for attachment in rendered.attachments},
    }


def unmailable_page(receipt: Planned, *, reason: str, neighbours: Neighbours) -> dict[str, bytes]:
    """For a receipt of which no mail can be made."""
    page = _page("unmailable.html.j2", receipt=receipt, reason=reason, neighbours=neighbours)
    return {"index.html": page}


def with_logo(html: str, logo: Logo | None) -> str:
    """A mail's HTML as it looks outside of the mail that the logo travels in."""
    if not logo:
        return html
    data = base64.b64encode(logo.data).decode()
    return html.replace(f'src="cid:{LOGO_CID}"', f'src="data:image/{logo.kind};base64,{data}"')


def _height(text: str) -> int:
    return min(_HEIGHT + _HEIGHT_OF_LINE * text.count("\n"), _MOST_HEIGHT)


def _page(name: str, **values: Any) -> bytes:
    return _environment().get_template(name).render(values).encode()


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("receipts.preview"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["grouped"] = _grouped
    return environment


def _grouped(number: int | str) -> str:
    """`1,234.5`, of a count or an exact amount."""
    return f"{Decimal(number):,}"
