"""What is wrong with a page, as a browser sees it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route

#: CSS pixels; the height only matters to pictures.
WIDTHS = (320, 360, 1280)
_HEIGHT = 800
SCHEMES = ("light", "dark")

#: Boxes of text and pictures, so that what sticks out is seen even where it is cut off. A link
#: that skips to the search waits outside until somebody tabs to it.
_STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const boxes = [...document.querySelectorAll('body, body *:not(.skip)')].flatMap(node => {
    const texts = [...node.childNodes].filter(child => child.nodeType === Node.TEXT_NODE);
    return [...texts, ...(node.matches('img, iframe') ? [node] : [])];
  }).flatMap(shown => {
    const range = document.createRange();
    range.selectNode(shown);
    return [...range.getClientRects()];
  });
  const out = boxes.filter(box => box.left < -1 || box.right > width + 1);
  return [document.scrollingElement.scrollWidth > innerWidth, out.length];
}"""


@dataclass(slots=True)
class Look:
    """An open page, and what it said and asked for so far."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)

    def resize(self, width: int) -> None:
        """Onto another screen."""
        self.page.set_viewport_size({"width": width, "height": _HEIGHT})

    def faults(self) -> list[str]:
        """Everything that is wrong with it."""
        return [*self.said, *self.asked_for, *self.sticks_out(), *self.barriers()]

    def sticks_out(self) -> list[str]:
        """Whether it is too wide for its window, and something of it lies beyond."""
        scrolls, boxes = self.page.evaluate(_STICKING_OUT)
        found = {"scrolls sideways": scrolls, f"{boxes} boxes are cut off": boxes}
        return [fault for fault, is_there in found.items() if is_there]

    def barriers(self, *rules: str) -> list[str]:
        """What axe-core finds, be it as small as it may; by some of its rules or all."""
        options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(f"axe.run({json.dumps(options)})")["violations"]
        return [f"{barrier['impact']}: {barrier['id']}" for barrier in found]


@contextmanager
def looking(
    browser: Browser,
    *,
    width: int = 1280,
    scheme: str = "light",
    scale: float = 1,
    local: bool = False,
) -> Iterator[Look]:
    """A fresh page whose requests all fail, but for files where it is `local`."""
    viewport = {"width": width, "height": _HEIGHT}
    context = browser.new_context(
        viewport=viewport, color_scheme=scheme, device_scale_factor=scale, locale="en-GB"
    )
    look = Look(context.new_page())

    def stopped(route: Route) -> None:
        if local and route.request.url.startswith("file://"):
            route.continue_()
        else:
            look.asked_for.append(f"asked for {route.request.url}")
            route.abort()

    context.route("**/*", stopped)
    look.page.on("console", lambda message: look.said.append(f"said {message.text}"))
    look.page.on("pageerror", lambda error: look.said.append(f"raised {error}"))
    try:
        yield look
    finally:
        context.close()
