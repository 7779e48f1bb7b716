"""A worker that is to attach PDFs brings what sets them, or is not deployed."""

import zipfile
from pathlib import Path

import pytest

from receipts.deployment.pdf import expect_typst
from receipts.errors import ConfigError
from tests.unit.cloudformation.template import PARAMETERS

ON, OFF = {"AttachPdf": "true"}, {"AttachPdf": "false"}


def worker(folder: Path, *names: str) -> Path:
    (folder / "arm64").mkdir()
    with zipfile.ZipFile(folder / "arm64/worker.zip", "w") as bundle:
        for name in names:
            bundle.writestr(name, "")
    return folder


@pytest.mark.parametrize(
    ("given", "before"),
    [(ON, None), (ON, {}), (ON, OFF), ({}, ON)],
    ids=["new", "older than the parameter", "turned on", "was on"],
)
def test_a_worker_without_typst_is_refused_with_what_builds_one(tmp_path, given, before):
    folder = worker(tmp_path, "jinja2/__init__.py", "receipts/typst_words.py")

    with pytest.raises(ConfigError, match="make build PDF=1"):
        expect_typst(folder, given=given, before=before)


@pytest.mark.parametrize(
    ("given", "before"),
    [({}, None), (OFF, ON), ({}, OFF), ({**ON, "WorkerCodeKey": "a/worker.zip"}, OFF)],
    ids=["by default", "turned off", "was off", "its owner names the worker"],
)
def test_a_worker_without_typst_does_where_it_attaches_nothing(tmp_path, given, before):
    folder = worker(tmp_path, "jinja2/__init__.py")

    assert expect_typst(folder, given=given, before=before) is None


def test_a_worker_with_typst_may_attach_pdfs(tmp_path):
    folder = worker(tmp_path, "typst/__init__.py")

    assert expect_typst(folder, given=ON, before=None) is None


def test_what_is_no_zip_has_no_typst(tmp_path):
    (worker(tmp_path) / "arm64/worker.zip").write_bytes(b"worker")

    with pytest.raises(ConfigError, match="make build PDF=1"):
        expect_typst(tmp_path, given=ON, before=None)


def test_a_worker_that_is_missing_is_told_of_with_the_others(tmp_path):
    assert expect_typst(tmp_path, given=ON, before=None) is None


def test_nobody_gets_pdfs_by_default():
    assert str(PARAMETERS["AttachPdf"]["Default"]) == "false"
