"""Pictures of any size, as small files."""

import struct

from tests.png import GREY, encoded


def png(width: int = 120, height: int = 40, *, noise: bytes = b"") -> bytes:
    """A white picture that any program shows; `noise` makes the file larger."""
    return encoded(width, [b"\xff" * width] * height, colour_type=GREY, noise=noise)


def jpeg(width: int = 120, height: int = 40) -> bytes:
    """The frame of a picture: what says its size, and how it ends."""
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\xff\xc0" + frame + b"\xff\xd9"
