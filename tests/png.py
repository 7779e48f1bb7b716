"""Just enough of PNG to make small ones: https://www.w3.org/TR/png-3/"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Colour types.
GREY, PALETTE, GREY_AND_ALPHA = 0, 3, 4


def encoded(
    width: int, rows: list[bytes], *, colour_type: int, palette: bytes = b"", noise: bytes = b""
) -> bytes:
    """A picture of 8 bits a channel; `noise` makes the file larger."""
    head = struct.pack(">IIBBBBB", width, len(rows), 8, colour_type, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    text = _chunk(b"tEXt", b"noise\0" + noise) if noise else b""
    colours = _chunk(b"PLTE", palette) if palette else b""
    parts = _chunk(b"IHDR", head), text, colours, _chunk(b"IDAT", data), _chunk(b"IEND", b"")
    return _SIGNATURE + b"".join(parts)


def packed(screenshot: bytes) -> bytes:
    """A browser's picture in its 256 most common colours: a third of the size."""
    chunks = list(_chunks(screenshot))
    (width,) = struct.unpack_from(">I", chunks[0][1])
    data = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    rows = [
        [bytes(row[x : x + 3]) for x in range(0, 3 * width, 3)]
        for row in _unfiltered(data, 3 * width)
    ]
    common = Counter(pixel for row in rows for pixel in row).most_common()
    kept = [colour for colour, _ in common[:256]]
    places = {colour: kept.index(_nearest(kept, colour)) for colour, _ in common}
    numbered = [bytes(places[pixel] for pixel in row) for row in rows]
    return encoded(width, numbered, colour_type=PALETTE, palette=b"".join(kept))


def _nearest(kept: list[bytes], colour: bytes) -> bytes:
    def distance(other: bytes) -> int:
        return sum((one - two) ** 2 for one, two in zip(colour, other, strict=True))

    return min(kept, key=distance)


def _unfiltered(data: bytes, stride: int) -> Iterator[bytearray]:
    above = bytearray(stride)
    for start in range(0, len(data), stride + 1):
        row = bytearray(data[start + 1 : start + 1 + stride])
        for i in range(stride):
            left, corner = (row[i - 3], above[i - 3]) if i >= 3 else (0, 0)
            row[i] = (row[i] + _guessed(data[start], left, above[i], corner)) & 255
        yield row
        above = row


def _guessed(kind: int, left: int, above: int, corner: int) -> int:
    """What a filter expects a byte to be: https://www.w3.org/TR/png-3/#9Filter-types"""
    if kind < 4:
        return (0, left, above, (left + above) // 2)[kind]
    estimate = left + above - corner
    return min((left, above, corner), key=lambda known: abs(estimate - known))


def _chunks(png: bytes) -> Iterable[tuple[bytes, bytes]]:
    rest = png.removeprefix(_SIGNATURE)
    while rest:
        (size,) = struct.unpack(">I", rest[:4])
        yield rest[4:8], rest[8 : 8 + size]
        rest = rest[12 + size :]


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
