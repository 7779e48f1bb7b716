"""Which e-mail addresses SES can take, and how they are written."""

from collections.abc import Iterable

import polars as pl
from email_validator import EmailNotValidError, validate_email

#: Plain addresses need no second look; whatever is not plain goes to email-validator.
_PLAIN = r"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"
#: Longer ones are decided by the library, which knows RFC 5321's limits.
_PLAIN_LENGTH = 64


def normalised(addresses: pl.Series) -> pl.Series:
    """Each address as SES takes it (ASCII, domain in lower case or punycode), null if it cannot."""
    distinct = addresses.drop_nulls().unique()
    plain = distinct.str.contains(_PLAIN) & (distinct.str.len_bytes() <= _PLAIN_LENGTH)
    other = distinct.filter(~plain)
    written = pl.concat([distinct.filter(plain), pl.Series(_by_library(other), dtype=pl.String)])
    known = pl.concat([distinct.filter(plain), other])
    return addresses.replace_strict(known, written, default=None, return_dtype=pl.String)


def _by_library(addresses: Iterable[str]) -> list[str | None]:
    return [_written(address) for address in addresses]


def _written(address: str) -> str | None:
    try:
        found = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        return None
    return found.ascii_email
