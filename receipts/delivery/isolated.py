"""Text of others beside ours: whichever way it runs, it turns nothing around."""

import re
from unicodedata import bidirectional

#: It lasts until the other, and what it holds runs as its own first letter does.
#: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
_OPEN, _CLOSE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
#: Marks, embeddings, overrides and isolates: nothing to be seen, and more of the line moves.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: They end a line, and all isolates on it, or do worse.
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LINE = re.compile("^(?=.)", re.MULTILINE)
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def untwisted(text: str) -> str:
    """One line that runs as its letters do: nothing in it says otherwise."""
    if text.isascii() and text.isprintable():
        return text
    return _BREAKING.sub(" ", _TURNING.sub("", text)).strip()


def isolated(text: str, direction: str) -> str:
    """For a mail that runs `ltr` or `rtl`. Invisible characters only where they are needed."""
    if not text or (direction == "ltr" and not _runs_right_to_left(text)):
        return text
    return f"{_OPEN}{text}{_CLOSE}"


def with_direction(text: str, direction: str) -> str:
    """A plain text each of whose lines runs as the mail does, whatever its first word is."""
    # Programs look at the first letter: https://html.spec.whatwg.org/#auto-directionality
    if direction == "ltr":
        return text
    return _LINE.sub("\N{RIGHT-TO-LEFT MARK}", text)


def _runs_right_to_left(text: str) -> bool:
    return not text.isascii() and any(bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)
