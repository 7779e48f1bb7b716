"""Wheels and our code become one folder, the same bytes each time."""

import stat
import sys
import zipfile
from pathlib import Path

import pytest

from bundles.build import BuildError, check_machine, importable, installed
from bundles.compiling import CompileError, compiled
from bundles.interpreter import NoPythonError, find_python
from bundles.pack import write_zip
from bundles.recipe import Target, Trim
from tests.unit.bundles.test_elf import header

PYTHON = Path(sys.executable)
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
NOTHING = Trim((), (), frozenset())
ARM = Target(name="arm64", machine="aarch64", python="3.13", platforms=())
#: Of PEP 552's flags: a hash, which is not checked.
UNCHECKED_HASH = 1


@pytest.fixture
def wheel(tmp_path):
    def made(name, files):
        path = tmp_path / f"{name}-1-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for file, data in files.items():
                archive.writestr(file, data)
        return path

    return made


def test_a_wheel_is_installed_without_its_scripts_and_what_is_trimmed(wheel):
    trim = Trim(("a/data/*", "*.pyi"), ("a/data/kept/*",), frozenset())
    files = {
        "a/__init__.py": "1",
        "a/__init__.pyi": "2",
        "a/data/other/x.json": "3",
        "a/data/kept/x.json": "4",
        "a-1.data/scripts/a": "5",
        "a-1.data/purelib/a/b.py": "6",
    }

    found = installed([wheel("a", files)], trim)

    assert found == {"a/__init__.py": b"1", "a/data/kept/x.json": b"4", "a/b.py": b"6"}


def test_two_wheels_must_not_differ_about_a_file(wheel):
    wheels = [wheel("a", {"x.py": "1"}), wheel("b", {"x.py": "2"})]

    with pytest.raises(BuildError, match=r"x\.py"):
        installed(wheels, NOTHING)


def test_a_library_for_another_machine_is_no_bundle():
    files = {"a.py": b"", "a/x.so": header(0x3E)}

    with pytest.raises(BuildError, match=r"a/x\.so is for x86_64, arm64 is aarch64"):
        check_machine(files, ARM)


def test_others_modules_go_compiled_without_their_sources():
    files = {"a/__init__.py": b"X = 1\n", "a/x.json": b"{}"}

    found = importable(files, PYTHON)

    assert set(found) == {"a/__init__.pyc", "a/x.json"}


def test_what_python_compiles_is_never_checked_and_names_lambdas_folder():
    found = compiled({"a.py": b"def f(): pass\n"}, PYTHON)

    ((name, data),) = found.items()
    assert name == f"__pycache__/a.{sys.implementation.cache_tag}.pyc"
    assert int.from_bytes(data[4:8], "little") == UNCHECKED_HASH
    assert b"/var/task/a.py" in data


def test_what_is_no_python_is_not_packed():
    files = {"a.py": b"def"}

    with pytest.raises(CompileError, match=r"a\.py"):
        compiled(files, PYTHON)


def test_a_zip_is_the_same_bytes_whatever_the_order_of_its_files(tmp_path):
    files = {"b": b"2", "a": b"1"}

    write_zip(tmp_path / "one.zip", files)
    write_zip(tmp_path / "two.zip", dict(sorted(files.items())))

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_lambdas_user_may_read_what_is_in_a_zip(tmp_path):
    write_zip(tmp_path / "one.zip", {"a": b"1"})

    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        (entry,) = archive.infolist()
    assert stat.filemode(entry.external_attr >> 16) == "-rw-r--r--"


def test_a_python_that_is_named_must_be_of_the_version():
    with pytest.raises(NoPythonError, match=r"is not Python 2\.7.*make build PYTHON313="):
        find_python("2.7", named=sys.executable)


def test_a_stand_in_that_does_not_run_is_passed_over(tmp_path, monkeypatch):
    name = f"python{VERSION}"
    broken, works = tmp_path / "shims", tmp_path / "bin"
    for folder, does in ((broken, "exit 127"), (works, f'exec {sys.executable} "$@"')):
        folder.mkdir()
        (folder / name).write_text(f"#!/bin/sh\n{does}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken}:{works}:/bin:/usr/bin")

    found = find_python(VERSION)

    assert found == works / name
