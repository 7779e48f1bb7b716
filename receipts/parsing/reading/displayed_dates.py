"""Dates and times as a cell's number format shows them, with English names."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile

Moment = date | time | timedelta

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<noon>AM/PM|A/P)|(?P<part>y+|m+|d+|h+|s+)|\.(?P<fraction>0+)|(?P<end>;)|@|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
# Not `calendar`'s: those follow the machine's language.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Day 0 of Excel's calendar counts as January 1900; times without a date lie on it.
_NO_DATE = date(1900, 1, 1)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no time zone
_SECONDS = {"h": 3600, "m": 60, "s": 1}

_PARTS: dict[str, Callable[[datetime], str]] = {
    "y": lambda at: f"{at.year % 100:02d}",
    "yyyy": lambda at: f"{at.year:04d}",
    "m": lambda at: f"{at.month}",
    "mm": lambda at: f"{at.month:02d}",
    "mmm": lambda at: _MONTHS[at.month - 1][:3],
    "mmmm": lambda at: _MONTHS[at.month - 1],
    "mmmmm": lambda at: _MONTHS[at.month - 1][:1],
    "d": lambda at: f"{at.day}",
    "dd": lambda at: f"{at.day:02d}",
    "ddd": lambda at: _DAYS[at.weekday()][:3],
    "dddd": lambda at: _DAYS[at.weekday()],
    "h": lambda at: f"{at.hour}",
    "hh": lambda at: f"{at.hour:02d}",
    "h12": lambda at: f"{at.hour % 12 or 12}",
    "hh12": lambda at: f"{at.hour % 12 or 12:02d}",
    "minute": lambda at: f"{at.minute}",
    "minutes": lambda at: f"{at.minute:02d}",
    "s": lambda at: f"{at.second}",
    "ss": lambda at: f"{at.second:02d}",
    "noon": lambda at: "AM" if at.hour < 12 else "PM",
}
_LONGEST = {"y": 4, "m": 5, "d": 4, "h": 2, "s": 2}


def displayed_date(value: Moment, number_format: str) -> str:
    """What the format's first section shows; ISO 8601 if the format is not one of dates."""
    tokens = _tokens(number_format)
    if all(kind in ("text", "noon") for kind, _ in tokens):
        return _iso(value)
    at, seconds = _clock(value)
    return "".join(_shown(kind, code, at, seconds) for kind, code in tokens).strip()


def _iso(value: Moment) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time.min else value.date().isoformat()
    return str(value) if isinstance(value, timedelta) else value.isoformat()


def _clock(value: Moment) -> tuple[datetime, int]:
    """The moment on a calendar, and all its seconds since Excel's epoch."""
    if isinstance(value, timedelta):
        in_day = value % timedelta(days=1)
        return datetime.combine(_NO_DATE, time.min) + in_day, int(value.total_seconds())
    if isinstance(value, time):
        at = datetime.combine(_NO_DATE, value)
        return at, (value.hour * 60 + value.minute) * 60 + value.second
    at = value if isinstance(value, datetime) else datetime.combine(value, time.min)
    return at, int((at - _EPOCH).total_seconds())


def _shown(kind: str, code: str, at: datetime, seconds: int) -> str:
    if kind == "elapsed":
        return str(seconds // _SECONDS[code[0]]).zfill(len(code))
    if kind == "fraction":
        return f".{at.microsecond:06d}"[: len(code) + 1]
    return code if kind == "text" else _PARTS[code](at)


@lru_cache(maxsize=256)
def _tokens(number_format: str) -> tuple[tuple[str, str], ...]:
    matches = takewhile(lambda m: m.lastgroup != "end", _TOKEN.finditer(number_format))
    found = [_token(m) for m in matches if m.lastgroup]
    units = [code[0] if kind in ("part", "elapsed") else "" for kind, code in found]
    twelve = any(kind == "noon" for kind, _ in found)
    return tuple(
        (kind, _code(code, _neighbours(units, i), twelve=twelve) if kind == "part" else code)
        for i, (kind, code) in enumerate(found)
    )


def _token(match: re.Match[str]) -> tuple[str, str]:
    kind, code = str(match.lastgroup), match[match.lastgroup or 0]
    if kind in ("quoted", "escaped", "sign"):
        return "text", code
    return kind, "noon" if kind == "noon" else code.lower()


def _neighbours(units: list[str], i: int) -> str:
    before = next((unit for unit in reversed(units[:i]) if unit), " ")
    return before + next((unit for unit in units[i + 1 :] if unit), " ")


def _code(code: str, neighbours: str, *, twelve: bool) -> str:
    """The key in `_PARTS`: `m` beside hours or seconds means minutes."""
    unit, length = code[0], min(len(code), _LONGEST[code[0]])
    if unit == "y":
        return "yyyy" if length > 2 else "y"
    if unit == "m" and length <= 2 and (neighbours[0] == "h" or neighbours[1] == "s"):
        return "minute" if length == 1 else "minutes"
    return unit * length + ("12" if unit == "h" and twelve else "")
