"""Words -> the exact RFC 5322 bytes that SES gets."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from receipts.delivery.render import Rendered
from receipts.model import Receipt, Seller


def customer_of(receipt: Receipt) -> Address:
    """The receipt's name and address, ValueError when they fit no header."""
    return Address(receipt.customer_name, addr_spec=receipt.email)


def build_mime(rendered: Rendered, *, to: Address, seller: Seller, now: datetime) -> bytes:
    """One message to one mailbox. The headers' policy refuses line breaks in any value."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(seller.name, addr_spec=seller.from_address)
    message["To"] = to
    if seller.reply_to:
        message["Reply-To"] = Address(addr_spec=seller.reply_to)
    message["Subject"] = rendered.subject
    message["Date"] = format_datetime(now)
    # RFC 3834: nobody's out-of-office answers a receipt.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.text, cte="quoted-printable")
    return message.as_bytes()
