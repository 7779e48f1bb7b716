"""Words -> the exact RFC 5322 bytes that SES gets."""

import base64
import functools
import hashlib
import quopri
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime

from receipts.delivery.charge_list import Attachment
from receipts.delivery.render import Rendered
from receipts.delivery.wording import LOGO_CID
from receipts.errors import UnrenderableError
from receipts.letterhead import Letterhead, Logo
from receipts.model import Receipt

#: SES takes 40 MB, many mailboxes 20 to 25: beyond, a receipt would only bounce.
#: https://docs.aws.amazon.com/ses/latest/dg/quotas.html
MOST_BYTES = 20_000_000
_VERSION = b"MIME-Version: 1.0\r\n"
#: RFC 3834: nobody's out-of-office answers a receipt. Exchange has a header of its own:
#: https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcmail/ced68690-498a-4567-9d14-5c01f974d8b1
_NO_ANSWERS = b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n"
_CONTINUED = re.compile(rb"\r\n(?=[ \t])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who a mail is from and to, and when."""

    to: Address
    from_address: str
    #: None: replies go to from_address.
    reply_to: str | None
    now: datetime


def customer_of(receipt: Receipt) -> Address:
    """The receipt's name and address, ValueError when they fit no header."""
    return Address(receipt.customer_name, addr_spec=receipt.email)


def build_mime(rendered: Rendered, *, letterhead: Letterhead, envelope: Envelope) -> bytes:
    """One message to one mailbox.

    ValueError for a line break in any header's value, UnrenderableError for a mail that few
    mailboxes would take.

    Not by EmailMessage, which takes longer than all the rest together: docs/adr/0015. Every
    value that is not ours still goes through its policy:
    https://docs.python.org/3/library/email.policy.html
    """
    headers = (
        _sender(letterhead.seller_name, envelope.from_address, envelope.reply_to),
        _header("To", envelope.to),
        _header("Subject", rendered.subject),
        f"Date: {format_datetime(envelope.now)}\r\n".encode(),
        f"Content-Language: {rendered.language}\r\n".encode(),
        _NO_ANSWERS,
        _VERSION,
    )
    mime = b"".join(headers) + _body(rendered, letterhead.logo)
    if len(mime) > MOST_BYTES:
        raise UnrenderableError(f"the mail would be larger than {MOST_BYTES:,} bytes")
    return mime


def _body(rendered: Rendered, logo: Logo | None) -> bytes:
    html = _text("html", rendered.html)
    if logo:
        html = _multipart("related", html, _embedded(logo))
    words = _multipart("alternative", _text("plain", rendered.text), html)
    files = map(_attached, rendered.attachments)
    return _multipart("mixed", words, *files) if rendered.attachments else words


def _multipart(kind: str, *parts: bytes) -> bytes:
    # `=_` stands neither in quoted-printable nor in base64, and the hash not in itself.
    digest = hashlib.sha256(b"\r\n".join(parts)).hexdigest()[:32]
    boundary = f"=_{digest}".encode()
    lines = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary.decode()}"\r\n\r\n'.encode()
    return head + lines + b"--" + boundary + b"--\r\n"


def _text(kind: str, text: str) -> bytes:
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    lines = text.encode().splitlines()
    return head.encode() + quopri.encodestring(b"".join(line + b"\r\n" for line in lines))


@functools.lru_cache(maxsize=16)
def _embedded(logo: Logo) -> bytes:
    name = f"logo.{logo.kind}"
    head = f"Content-ID: <{LOGO_CID}>\r\n" + _file_head(f"image/{logo.kind}", "inline", name)
    return head.encode() + _base64(logo.data)


def _attached(attachment: Attachment) -> bytes:
    head = _file_head(attachment.kind, "attachment", attachment.name)
    return head.encode() + _base64(attachment.data)


def _file_head(kind: str, disposition: str, name: str) -> str:
    return (
        f"Content-Type: {kind}\r\n"
        f'Content-Disposition: {disposition}; filename="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


@functools.lru_cache(maxsize=16)
def _sender(name: str, address: str, reply_to: str | None) -> bytes:
    sender = _header("From", Address(name, addr_spec=address))
    return sender + (_header("Reply-To", Address(addr_spec=reply_to)) if reply_to else b"")


def _header(name: str, value: str | Address) -> bytes:
    """Checked, encoded and folded by the policy, and in the end one header and no more."""
    # Older Pythons decode `=?utf-8?q?=0D=0A?=` in a value and write the line break out as it is.
    # https://github.com/python/cpython/issues/121650
    folded = SMTP.fold_binary(*SMTP.header_store_parse(name, value))
    lines = _CONTINUED.sub(b"", folded.removesuffix(b"\r\n"))
    if b"\r" in lines or b"\n" in lines:
        raise ValueError(f"{name} has a line break")
    return folded
