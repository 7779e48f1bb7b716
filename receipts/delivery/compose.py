"""A receipt -> the mail its customer gets: what the worker sends and `receipts preview` shows."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address

from receipts.delivery.mime import Envelope, build_mime, customer_of
from receipts.delivery.render import Rendered, render
from receipts.errors import UnrenderableError
from receipts.letterhead import Letterhead
from receipts.model import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where mails come from, and where those of a trial go."""

    from_address: str
    #: None: replies go to from_address.
    reply_to: str | None
    #: The one mailbox that gets every mail of a trial; None: each customer gets theirs.
    mailbox: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A mail, and what it was made of."""

    rendered: Rendered
    envelope: Envelope
    mime: bytes


def compose(
    receipt: Receipt, *, letterhead: Letterhead, revision: int, office: Office, now: datetime
) -> Composed:
    """The same is the same bytes; UnrenderableError when the receipt's values make no mail."""
    try:
        customer = customer_of(receipt)
        envelope = Envelope(
            to=Address(addr_spec=office.mailbox) if office.mailbox else customer,
            from_address=office.from_address,
            reply_to=office.reply_to,
            now=now,
        )
        rendered = render(
            receipt,
            letterhead=letterhead,
            revision=revision,
            would_go_to=customer if office.mailbox else None,
        )
        mime = build_mime(rendered, letterhead=letterhead, envelope=envelope)
    except (ValueError, MessageError):
        # Without its cause, whose text may quote an address.
        raise UnrenderableError("the receipt's name or address fits no mail header") from None
    return Composed(rendered=rendered, envelope=envelope, mime=mime)
