"""The Python that compiles bundles is found, or fetched, or asked for in words."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bundles.interpreter import NoPythonError, find_or_fetch_python

VERSION = "3.99"
PLACE = f".local/share/uv/python/cpython-{VERSION}.1-linux/bin/python{VERSION}"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Of somebody who has no such Python."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def put_python(path: Path, *, says: str = VERSION) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def asked_of_uv(home, monkeypatch) -> list[list[str]]:
    """What uv, which brings nothing, was asked."""
    asked: list[list[str]] = []
    run = subprocess.run

    def fake(command, **options):
        if "uv" not in command:
            return run(command, **options)
        asked.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", fake)
    return asked


def test_what_is_there_is_not_fetched(home, asked_of_uv):
    there = put_python(home / "bin" / f"python{VERSION}")

    assert find_or_fetch_python(VERSION) == there
    assert asked_of_uv == []


def test_what_is_not_there_is_fetched(home, monkeypatch):
    run = subprocess.run

    def uv(command, **options):
        if "uv" in command:
            put_python(home / PLACE)
            return subprocess.CompletedProcess(command, 0)
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", uv)

    assert find_or_fetch_python(VERSION) == home / PLACE


def test_what_cannot_be_fetched_is_asked_for_in_words(asked_of_uv):
    with pytest.raises(
        NoPythonError, match=r"Install it, or name one: make build PYTHON313="
    ) as no:
        find_or_fetch_python(VERSION)

    assert str(no.value).startswith("Python 3.99 is needed")
    assert asked_of_uv == [[sys.executable, "-m", "uv", "python", "install", "--no-bin", VERSION]]


def test_one_that_is_named_and_of_another_version_is_refused_at_once(home, asked_of_uv):
    other = put_python(home / "other", says="3.11")

    with pytest.raises(NoPythonError, match=r"other is not Python 3\.99"):
        find_or_fetch_python(VERSION, named=str(other))

    assert asked_of_uv == []
