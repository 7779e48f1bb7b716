"""The Chromium of this machine, headless."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium here: apt-get install chromium, or name one in RECEIPTS_CHROMIUM"
#: A browser left to itself has much to tell its maker. Here nothing leaves the machine.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Who is root, as in a container, gets no sandbox; the pages are our own.
    "--no-sandbox",
)


def program() -> str | None:
    """Where it is, if it is."""
    return os.environ.get("RECEIPTS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def running(found: str) -> Iterator[Browser]:
    """Start it, and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()
