"""Figures as pictures: SVG without scripts, fonts or colours of its own. Pure."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from unicodedata import east_asian_width

import leather
from markupsafe import Markup

#: User units; the page scales them.
_WIDTH, _ROW, _AROUND = 400, 22, 70
_LONGEST_LABEL = 14
_SHORT = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"))
_THOUSAND = Decimal(1000)


def bars(rows: Sequence[tuple[str, Decimal | int]], *, title: str) -> Markup:
    """Horizontal bars, numbered from the top; nothing where all are zero."""
    if not any(value for _, value in rows):
        return Markup()
    height = _AROUND + _ROW * len(rows)
    # The place tells labels apart that are cut to the same text; leather takes equal ones for one.
    labelled = [(value, f"{place} {_cut(label)}") for place, (label, value) in enumerate(rows, 1)]
    chart = leather.Chart()
    chart.add_x_axis(tick_formatter=_tick)
    chart.add_bars(labelled)
    drawn = chart.to_svg_group(_WIDTH, height)
    picture = ET.Element("svg", viewBox=f"0 0 {_WIDTH} {height}", role="img")
    picture.set("aria-label", title)
    picture.append(drawn)
    return Markup(ET.tostring(picture, encoding="unicode"))  # noqa: S704 - ElementTree escaped it


def _cut(label: str) -> str:
    """So that it is about as wide as _LONGEST_LABEL letters; Chinese ones count twice."""
    widths = accumulate(1 + (east_asian_width(letter) in "WF") for letter in label)
    fits = sum(width <= _LONGEST_LABEL for width in widths)
    return label if fits == len(label) else label[: fits - 1].rstrip() + "…"


def _tick(value: Decimal, _place: int, _count: int) -> str:
    return short(value)


def short(value: Decimal | float) -> str:
    """`1.5m`, for an axis."""
    number = Decimal(value)
    for size, sign in (*_SHORT, (_THOUSAND, "k")):
        if abs(number) >= size:
            return f"{(number / size).normalize():f}{sign}"
    return f"{number.normalize():f}"
