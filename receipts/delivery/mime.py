"""Words -> the exact RFC 5322 bytes that SES gets."""

import functools
import quopri
import re
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime

from receipts.delivery.render import Rendered
from receipts.model import Receipt, Seller

#: RFC 3834: nobody's out-of-office answers a receipt.
_FIXED = (
    b"Auto-Submitted: auto-generated\r\n"
    b'Content-Type: text/plain; charset="utf-8"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n"
    b"MIME-Version: 1.0\r\n"
)
_CONTINUED = re.compile(rb"\r\n(?=[ \t])")


def customer_of(receipt: Receipt) -> Address:
    """The receipt's name and address, ValueError when they fit no header."""
    return Address(receipt.customer_name, addr_spec=receipt.email)


def build_mime(rendered: Rendered, *, to: Address, seller: Seller, now: datetime) -> bytes:
    """One message to one mailbox; ValueError for a line break in any header's value.

    Not by EmailMessage, which takes three times as long: it parses and folds the seller's headers
    anew for each mail, and encodes the body in Python. Every value that is not ours still
    goes through its policy: https://docs.python.org/3/library/email.policy.html
    """
    headers = (
        *_of_the_seller(seller),
        _header("To", to),
        _header("Subject", rendered.subject),
        f"Date: {format_datetime(now)}\r\n".encode(),
        _FIXED,
    )
    return b"".join((*headers, b"\r\n", _quoted_printable(rendered.text)))


@functools.cache
def _of_the_seller(seller: Seller) -> tuple[bytes, ...]:
    sender = _header("From", Address(seller.name, addr_spec=seller.from_address))
    if seller.reply_to is None:
        return (sender,)
    return sender, _header("Reply-To", Address(addr_spec=seller.reply_to))


def _header(name: str, value: str | Address) -> bytes:
    """Checked, encoded and folded by the policy, and in the end one header and no more."""
    # Older Pythons decode `=?utf-8?q?=0D=0A?=` in a value and write the line break out as it is.
    # https://github.com/python/cpython/issues/121650
    folded = SMTP.fold_binary(*SMTP.header_store_parse(name, value))
    lines = _CONTINUED.sub(b"", folded.removesuffix(b"\r\n"))
    if b"\r" in lines or b"\n" in lines:
        raise ValueError(f"{name} has a line break")
    return folded


def _quoted_printable(text: str) -> bytes:
    lines = text.encode().splitlines()
    return quopri.encodestring(b"".join(line + b"\r\n" for line in lines))
