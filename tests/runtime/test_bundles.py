"""What `make build` wrote, looked at as an auditor would: dist, and one bundle built again."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bundles.build import build_function
from bundles.elf import machine_of, stripped
from bundles.interpreter import find_python
from bundles.recipe import ROOT, read_recipe
from tests.runtime.conftest import BUNDLES

RECIPE = read_recipe()
NATIVE = RECIPE.native
TARGETS = {target.name: target for target in RECIPE.lambda_targets}
ZIPS = sorted(path for name in TARGETS for path in (Path(BUNDLES or "") / name).glob("*.zip"))
GLUE = Path(BUNDLES or "") / "glue" / "packages.gluewheels.zip"
TAG = re.compile(r"^Tag: \S+-\S+-(\S+)$", re.MULTILINE)


def name_of(path):
    return "/".join(path.parts[-2:])


def machine_of_entry(archive, name):
    with archive.open(name) as file:
        return machine_of(file.read(64))


@pytest.mark.parametrize("path", ZIPS, ids=name_of)
def test_every_library_and_every_wheel_is_for_the_machine_that_runs_it(path):
    machine = TARGETS[path.parent.name].machine
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        tags = [
            tag
            for name in names
            if name.endswith(".dist-info/WHEEL")
            for tag in TAG.findall(archive.read(name).decode())
        ]

        machines = {machine_of(archive.read(name)) for name in names if ".so" in name}

    assert machines <= {machine}
    assert [tag for tag in tags if tag != "any" and not tag.endswith(f"_{machine}")] == []
    assert len(tags) > 1


@pytest.mark.parametrize("path", ZIPS, ids=name_of)
def test_every_library_has_all_of_its_segments_and_nothing_after_them(path):
    with zipfile.ZipFile(path) as archive:
        libraries = {
            name: archive.read(name)
            for name in archive.namelist()
            if machine_of_entry(archive, name)
        }

    found = {name for name, data in libraries.items() if stripped(data) != data}

    assert found == set()
    assert libraries or path.stem in {"feedback", "watch"}


@pytest.mark.parametrize("path", ZIPS, ids=name_of)
def test_a_bundle_is_not_larger_than_it_may_be(path):
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
        sets_pdfs = any(name.startswith("typst/") for name in archive.namelist())

    name = f"{path.stem}-pdf" if sets_pdfs else path.stem
    assert size <= RECIPE.functions[name].most_bytes


@pytest.mark.parametrize("path", ZIPS, ids=name_of)
def test_every_module_of_a_bundle_is_compiled(path):
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())

    sources = [Path(name) for name in names if name.endswith(".py")]
    cached = {str(each.parent / "__pycache__" / f"{each.stem}.cpython-313.pyc") for each in sources}
    assert cached <= names
    assert {each.parts[0] for each in sources} <= {"lambdas", "receipts", "schemas"}


def test_a_bundle_that_is_built_again_is_the_same_bytes(tmp_path):
    built = [
        build_function(
            RECIPE.functions["feedback"],
            NATIVE,
            trim=RECIPE.trim,
            python=find_python(NATIVE.python),
            cache=ROOT / "build" / "wheels",
            into=tmp_path / into,
        )
        for into in ("first", "second")
    ]

    first, second = (each.path.read_bytes() for each in built)
    assert first == second == (Path(BUNDLES) / NATIVE.name / "feedback.zip").read_bytes()


@pytest.mark.skipif(not GLUE.exists(), reason="make build makes it; make runtime-test does not")
def test_glue_finds_all_that_its_jobs_need_in_the_zip(tmp_path):
    with zipfile.ZipFile(GLUE) as archive:
        archive.extractall(tmp_path)
    wheels, glue = tmp_path / "wheels", RECIPE.glue
    tags = [part for each in glue.platforms for part in ("--platform", each)]
    offline = ("--no-index", "--find-links", str(wheels), "--only-binary=:all:", *tags)

    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", *offline),
            *("--python-version", glue.python, "--implementation", "cp"),
            *("--target", str(tmp_path / "there"), "-r", str(wheels / "requirements.txt")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
