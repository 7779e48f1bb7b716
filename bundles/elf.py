"""ELF files: for which machine they are, and without what only debuggers read.

https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
"""

import struct

_MAGIC = b"\x7fELF"
#: Both of our machines are 64-bit and little-endian.
_CLASS_AND_ORDER = b"\x02\x01"
_MACHINES = {0x3E: "x86_64", 0xB7: "aarch64"}
#: Of the header, from e_machine: …, e_phoff, e_shoff, …, e_phentsize, e_phnum.
_HEADER = struct.Struct("<H I Q Q Q I H H H H H H")
_HEADER_AT = 18
_HEADER_END = 64
#: Of a program header: p_type, p_flags, p_offset, p_vaddr, p_paddr, p_filesz.
_SEGMENT = struct.Struct("<I I Q Q Q Q")


def machine_of(data: bytes) -> str | None:
    """As `uname -m` says it; None for what is no ELF file."""
    if not data.startswith(_MAGIC):
        return None
    if data[4:6] != _CLASS_AND_ORDER:
        raise ValueError("a library that is not 64-bit and little-endian")
    (code,) = struct.unpack_from("<H", data, _HEADER_AT)
    return _MACHINES.get(code, hex(code))


def stripped(data: bytes) -> bytes:
    """A library without symbols and sections; anything else as it is.

    What the loader reads is told by segments, and sections no segment needs come last: the file
    ends with its last segment. No tool for a foreign architecture is needed for that.
    """
    if machine_of(data) is None:
        return data
    end = _end_of_segments(data)
    header = bytearray(data[:_HEADER_END])
    fields = list(_HEADER.unpack_from(header, _HEADER_AT))
    # No table of sections: e_shoff, e_shnum, e_shstrndx.
    fields[4] = fields[10] = fields[11] = 0
    _HEADER.pack_into(header, _HEADER_AT, *fields)
    return bytes(header) + data[_HEADER_END:end]


def _end_of_segments(data: bytes) -> int:
    _, _, _, table, _, _, _, size, count, *_ = _HEADER.unpack_from(data, _HEADER_AT)
    ends: list[int] = [table + size * count, _HEADER_END]
    for number in range(count):
        _, _, offset, _, _, length = _SEGMENT.unpack_from(data, table + size * number)
        ends.append(offset + length)
    return max(ends)
