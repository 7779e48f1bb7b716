"""The bytes of a logo -> what a mail shows, or why it cannot be shown."""

import io

import imagesize

from receipts.letterhead import Logo

#: It travels in every mail.
MAX_BYTES = 50 * 1024
MAX_SIDE = 2000
#: CSS pixels: what a logo is shown in.
SHOWN_WIDTH, SHOWN_HEIGHT = 240, 48
#: How each kind begins and ends: https://www.w3.org/TR/png-3/#11IEND,
#: https://www.w3.org/Graphics/JPEG/itu-t81.pdf (B.1.1.3)
_KINDS = {
    "png": (b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"),
    "jpeg": (b"\xff\xd8\xff", b"\xff\xd9"),
}


def read_logo(name: str, data: bytes) -> Logo | list[str]:
    """The logo, or each mistake in it with how to mend it."""
    kind = next((kind for kind, (begin, _) in _KINDS.items() if data.startswith(begin)), None)
    if kind is None:
        return [f"{name} is {_other(data)}. Save it as PNG."]
    wrong = _too_large(name, data)
    width, height = _size(data, kind)
    if not (width > 0 and height > 0):
        wrong.append(f"{name} is cut short or damaged. Save it anew, and upload that.")
    elif max(width, height) > MAX_SIDE:
        wrong.append(
            f"{name} is {width} x {height} pixels; a side may have {MAX_SIDE}. Save it smaller:"
            f" it is shown in {SHOWN_WIDTH} x {SHOWN_HEIGHT}, and twice that is sharp everywhere."
        )
    if wrong:
        return wrong
    shown_width, shown_height = _shown(width, height)
    return Logo(kind=kind, width=shown_width, height=shown_height, data=data)


def _other(data: bytes) -> str:
    """What a file is that is neither."""
    head = data[:1024].lower()
    kinds = {
        "a GIF": head.startswith(b"gif8"),
        "a WebP": head.startswith(b"riff") and head[8:12] == b"webp",
        "an SVG": b"<svg" in head,
    }
    found = next((kind for kind, is_it in kinds.items() if is_it), None)
    return f"{found}; a logo must be PNG or JPEG" if found else "neither PNG nor JPEG"


def _too_large(name: str, data: bytes) -> list[str]:
    if len(data) <= MAX_BYTES:
        return []
    return [
        f"{name} has {len(data)} bytes; {MAX_BYTES} may travel in every mail. Save it smaller, or"
        " with fewer colours."
    ]


def _size(data: bytes, kind: str) -> tuple[int, int]:
    """Width and height as it is shown; not positive where they cannot be read, or the end lacks."""
    _, end = _KINDS[kind]
    return imagesize.get(io.BytesIO(data)) if data.endswith(end) else (0, 0)


def _shown(width: int, height: int) -> tuple[int, int]:
    """In proportion, never larger than it is, never nothing."""
    scale = min(1.0, SHOWN_WIDTH / width, SHOWN_HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
