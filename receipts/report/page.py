"""A run's figures as one page that stands by itself. Pure."""

import base64
import functools
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from receipts import money
from receipts.report import pictures
from receipts.report.fates import words_of
from receipts.report.figures import Figures
from receipts.report.services import Service
from receipts.report.spread import Bin


def page_of(figures: Figures, *, names: bool) -> bytes:
    """HTML without scripts that asks for nothing; the same figures are the same bytes."""
    return _page("report.html.j2", figures=figures, record=figures.record, names=names)


def unfinished_page(record: Mapping[str, Any]) -> bytes:
    """For a run that is not written to its end."""
    return _page(
        "unfinished.html.j2", run_id=record["run_id"], billing_period=record["billing_period"]
    )


def _page(name: str, **values: Any) -> bytes:
    return _environment().get_template(name).render(values).encode()


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("receipts.report"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (resources.files("receipts.report") / "templates" / "report.css").read_text("utf-8")
    environment.filters |= {
        "change": _change,
        "coins": _coins,
        "grouped": _grouped,
        "moment": _moment,
        "spaced": _spaced,
        "span": span,
    }
    environment.globals |= {
        "meaning": words_of,
        "picture": _picture,
        "service_bars": _service_bars,
        "spread_bars": _spread_bars,
        "style": Markup(style),  # noqa: S704 - our own file
        "style_hash": base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    }
    return environment


def _grouped(number: int | Decimal) -> str:
    """`1,234.5`: a count, or an exact amount to its last digit."""
    return f"{number:,}" if isinstance(number, int) else f"{Decimal(money.plain(number)):,}"


def _coins(amount: Decimal, currency: str) -> str:
    """`1,234.50`: an amount that somebody pays."""
    return f"{money.rounded(amount, currency):,}"


def _change(amount: Decimal, currency: str) -> str:
    return f"{money.rounded(amount, currency):+,}"


def _moment(at: datetime | str) -> str:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def span(each: Bin) -> str:
    """A bin's bounds in words."""
    if each.low is None:
        return "below 0"
    if each.high is None or each.low == each.high:
        return "exactly 0"
    return f"{each.low:,f} to {each.high:,f}"


def _picture(rows: Sequence[tuple[str, Decimal | int]], title: str) -> Markup:
    return pictures.bars(rows, title=title)


def _service_bars(rows: Sequence[Service]) -> list[tuple[str, Decimal | int]]:
    return [(row.name or "others", row.total) for row in rows]


def _spread_bars(rows: Sequence[Bin]) -> list[tuple[str, Decimal | int]]:
    return [(_short_span(row), row.receipts) for row in rows]


def _short_span(each: Bin) -> str:
    if each.low is None or each.high is None or each.low == each.high:
        return span(each)
    return f"{pictures.short(each.low)} to {pictures.short(each.high)}"
