"""Which month a file bills: its key, its column, or nobody knows."""

import re

#: A full date is not a period.
_IN_KEY = re.compile(r"(?<!\d)(?<!\d-)(20[0-9]{2}-(?:0[1-9]|1[0-2]))(?!\d)(?!-\d)")

#: What a line's billing_period must look like (polars and Python read it alike).
PATTERN = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"


def periods_in(key: str) -> list[str]:
    """The distinct months an object key names, in order."""
    return list(dict.fromkeys(_IN_KEY.findall(key)))


def month_before(period: str) -> str:
    """The month before one."""
    year, month = map(int, period.split("-"))
    return f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}"
