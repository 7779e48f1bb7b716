"""What a person sees in a spreadsheet's cell, as plain text."""

from datetime import date, time, timedelta

from receipts.parsing.reading.displayed_dates import displayed_date
from receipts.parsing.reading.displayed_numbers import Displayed, displayed_number

__all__ = ["Displayed", "displayed"]


def displayed(value: object, number_format: str, *, decimal: str) -> Displayed:
    """What the cell shows; numbers as plain digits with `decimal`, without their decoration."""
    if isinstance(value, bool):
        return Displayed(str(value).upper(), shows_less=False)
    if isinstance(value, int | float):
        return displayed_number(value, number_format, decimal)
    if isinstance(value, date | time | timedelta):
        return Displayed(displayed_date(value, number_format), shows_less=False)
    return Displayed("" if value is None else str(value), shows_less=False)
