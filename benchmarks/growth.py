"""Draw what benchmarks.parser measured: python -m benchmarks.growth MEASURED.json OUT.svg."""

import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import leather

_WIDTH, _HEIGHT = 640, 320
_TITLE = "The parser's memory grows with the file: peak GB by millions of rows"


def main(measured: Path, out: Path) -> None:
    """From the numbers to the picture."""
    out.write_text(curve(json.loads(measured.read_text())["sizes"]) + "\n")


def curve(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Peak memory by rows, the most of each size's processes; SVG."""
    points = [(size["rows"] / 1e6, max(size["peak"]) / 1e9) for size in sizes]
    chart = leather.Chart()
    chart.add_x_scale(0, max(rows for rows, _ in points))
    chart.add_x_axis(name="million rows")
    chart.add_y_scale(0, max(peak for _, peak in points) * 1.1)
    chart.add_y_axis(name="peak GB")
    chart.add_line(points, name="in between")
    chart.add_dots(points, name="measured")
    picture = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_WIDTH} {_HEIGHT}",
            "role": "img",
            "aria-label": _TITLE,
        },
    )
    picture.append(chart.to_svg_group(_WIDTH, _HEIGHT))
    return ET.tostring(picture, encoding="unicode")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
