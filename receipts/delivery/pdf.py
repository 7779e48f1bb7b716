"""A receipt on paper: the words of the mail, set by Typst. Why: docs/adr/0017."""

import base64
import functools
import logging
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from receipts.delivery.charge_list import Attachment
from receipts.delivery.view import View
from receipts.delivery.wording import template
from receipts.errors import ConfigError, UnrenderableError
from receipts.letterhead import Logo

_log = logging.getLogger(__name__)

_TEMPLATES = Path(__file__).with_name("templates")
#: Packages of fonts that may be embedded (SIL OFL 1.1), and where in them the fonts are.
_FONTS = (
    ("fontpkg_noto_sans", "files"),
    ("fontpkg_ibm_plex_sans_arabic", "files"),
    ("noto_cjk_sans_jp_regular", ""),
)
#: How Typst begins where PDF/UA forbids an empty box in place of a letter.
_NO_GLYPH = "PDF/UA-1 error: the text"


def pdf_of(view: View) -> Attachment | None:
    """The receipt as a file beside its mail; None where no font has all its letters."""
    pdf = render_pdf(view)
    if not pdf:
        _log.warning("receipt_without_pdf", extra={"receipt_number": view.file_number})
        return None
    return Attachment(f"receipt-{view.file_number}.pdf", "application/pdf", pdf)


def render_pdf(view: View) -> bytes | None:
    """PDF/UA-1, A4; None where no font has all its letters.

    The same view is the same bytes: neither the time nor the machine is in them.
    """
    typst = _typst()
    words = template("receipt.json.j2", str(view.speech.locale.language)).render(view=view)
    try:
        pdf: bytes = typst.compile(
            _sources(view),
            font_paths=_fonts(),
            sys_inputs={"receipt": words},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        if error.message.startswith(_NO_GLYPH):
            return None
        # Typst quotes the text: the customer's name belongs in no log.
        raise UnrenderableError("the PDF cannot be made") from None
    return pdf


def _typst() -> Any:
    # Whoever attaches no PDF installs no Typst.
    try:
        return import_module("typst")
    except ImportError as error:
        raise ConfigError("AttachPdf is on, but the extra pdf is not installed") from error


def _sources(view: View) -> dict[str, bytes]:
    sources = {"main": _source()}
    return sources | ({"logo.svg": _svg(view.letterhead.logo)} if view.letterhead.logo else {})


@functools.cache
def _source() -> bytes:
    return (_TEMPLATES / "receipt.typ").read_bytes()


@functools.lru_cache(maxsize=16)
def _svg(logo: Logo) -> bytes:
    """The logo in an SVG: Typst's binding takes files from memory, but only text."""
    size = f'width="{logo.width}" height="{logo.height}"'
    data = base64.b64encode(logo.data).decode()
    image = f'<image {size} href="data:image/{logo.kind};base64,{data}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{image}</svg>'.encode()


@functools.cache
def _fonts() -> Any:
    """These and no others: a receipt looks the same wherever it is made."""
    folders = [str(files(package) / folder) for package, folder in _FONTS]
    return _typst().Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )
