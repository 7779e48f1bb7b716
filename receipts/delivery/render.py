"""A receipt -> what the customer reads, as text and as HTML. Pure: the same gives the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address

from receipts.delivery.charge_list import Attachment, charge_list
from receipts.delivery.isolated import with_direction
from receipts.delivery.pdf import pdf_of
from receipts.delivery.speech import speech_of
from receipts.delivery.statement import state
from receipts.delivery.view import View, view_of
from receipts.delivery.wording import template
from receipts.letterhead import Letterhead
from receipts.model import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A mail's content."""

    subject: str
    text: str
    html: str
    #: BCP 47
    language: str
    attachments: tuple[Attachment, ...] = ()


def render(
    receipt: Receipt,
    *,
    letterhead: Letterhead,
    revision: int,
    would_go_to: Address | None = None,
) -> Rendered:
    """In the customer's language, as far as it is translated.

    `would_go_to` makes it a trial's: its subject is marked, and its first line names the customer.
    """
    speech = speech_of(receipt.locale, default=letterhead.default_locale)
    view = view_of(
        receipt,
        state(receipt),
        letterhead=letterhead,
        speech=speech,
        revision=revision,
        would_go_to=would_go_to,
    )
    language = str(speech.locale.language)
    return Rendered(
        subject=template("subject.txt.j2", language).render(view=view).strip(),
        text=with_direction(
            template("receipt.txt.j2", language).render(view=view), speech.direction
        ),
        html=template("receipt.html.j2", language).render(view=view),
        language=speech.tag,
        attachments=tuple(_attachments(receipt, view)),
    )


def _attachments(receipt: Receipt, view: View) -> Iterator[Attachment]:
    if view.letterhead.attach_pdf and (pdf := pdf_of(view)):
        yield pdf
    if view.has_list:
        yield charge_list(receipt, number=view.file_number)
