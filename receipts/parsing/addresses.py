"""Which e-mail addresses SES can take, and how they are written."""

import polars as pl
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

#: Plain addresses need no second look; whatever is not plain goes to email-validator.
_PLAIN = r"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"
#: Of those, the library refuses or rewrites some: reserved domains, punycode, postmaster and such.
_NOT_SO_PLAIN = (
    rf"--|\.({'|'.join(SPECIAL_USE_DOMAIN_NAMES)})$"
    rf"|(?i)^({'|'.join(CASE_INSENSITIVE_MAILBOX_NAMES)})@"
)
#: Longer ones are decided by the library, which knows RFC 5321's limits.
_PLAIN_LENGTH = 64


def normalised(addresses: pl.Series) -> pl.Series:
    """Each address as SES takes it (ASCII, domain in lower case or punycode), null if it cannot."""
    plain = addresses.str.contains(_PLAIN) & (addresses.str.len_bytes() <= _PLAIN_LENGTH)
    plain &= ~addresses.str.contains(_NOT_SO_PLAIN)
    others = addresses.filter(~plain).unique()
    if others.is_empty():
        return addresses
    written = pl.Series([_written(address) for address in others], dtype=pl.String)
    return addresses.replace(others, written)


def _written(address: str) -> str | None:
    try:
        found = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        return None
    return found.ascii_email
