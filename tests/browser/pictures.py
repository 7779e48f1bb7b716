"""Draws the receipts that the README shows: `make pictures`."""

import sys
from pathlib import Path

from tests.browser.chromium import MISSING, program, running
from tests.browser.looking import looking
from tests.browser.mails import mail
from tests.png import packed

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
#: File -> whose mail, on how wide a screen, in which colours.
PICTURES = {
    "receipt-phone-dark.png": ("ordinary", 360, "dark"),
    "receipt-desktop-light.png": ("german", 648, "light"),
}


def main() -> int:
    """0, or 1 without a browser."""
    found = program()
    if not found:
        print(MISSING, file=sys.stderr)
        return 1
    with running(found) as browser:
        for name, (shown, width, scheme) in PICTURES.items():
            with looking(browser, width=width, scheme=scheme, scale=1.5) as look:
                look.page.set_content(mail(shown))
                (FOLDER / name).write_bytes(packed(look.page.screenshot(full_page=True)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
