"""Libraries lose what only debuggers read, and still load."""

import platform
import subprocess
import sys
from pathlib import Path

import markupsafe._speedups
import pytest

from bundles.elf import machine_of, stripped

LIBRARY = Path(markupsafe._speedups.__file__)
_LOAD = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("markupsafe._speedups", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module._escape_inner("<"))
"""


def header(machine, *, bits=2):
    return b"\x7fELF" + bytes([bits, 1]) + bytes(12) + machine.to_bytes(2, "little") + bytes(44)


@pytest.fixture
def library():
    return LIBRARY.read_bytes()


@pytest.mark.parametrize(
    ("data", "machine"),
    [(header(0x3E), "x86_64"), (header(0xB7), "aarch64"), (header(3), "0x3"), (b"import x", None)],
)
def test_the_machine_is_what_the_header_says(data, machine):
    found = machine_of(data)

    assert found == machine


def test_a_library_of_32_bits_is_refused():
    data = header(3, bits=1)

    with pytest.raises(ValueError, match="64-bit"):
        machine_of(data)


@pytest.mark.skipif(sys.platform != "linux", reason="libraries are ELF files on Linux only")
def test_a_stripped_library_is_smaller_and_loads(library, tmp_path):
    path = tmp_path / "stripped.so"

    path.write_bytes(stripped(library))
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, str(path)], capture_output=True, text=True, check=False
    )

    assert path.stat().st_size < len(library)
    assert machine_of(path.read_bytes()) == platform.machine()
    assert done.stdout == "&lt;\n"


@pytest.mark.skipif(sys.platform != "linux", reason="libraries are ELF files on Linux only")
def test_stripping_twice_changes_nothing_more(library):
    once = stripped(library)

    twice = stripped(once)

    assert twice == once


def test_what_is_no_library_stays_as_it_is():
    data = b"import x\n"

    found = stripped(data)

    assert found is data
