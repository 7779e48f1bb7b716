"""Whether the worker can set the PDFs that it will be told to attach; if not, it sends nothing."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from receipts.deployment.code import FILES
from receipts.errors import ConfigError

_ATTACH, _WORKER = "AttachPdf", "WorkerCodeKey"
_TYPST = "typst/"


def attaches(parameters: Mapping[str, str]) -> bool:
    """Whether receipts come as PDFs too; the template's default is that they do not."""
    return parameters.get(_ATTACH) == "true"


def expect_typst(
    folder: Path, *, given: Mapping[str, str], before: Mapping[str, str] | None
) -> None:
    """ConfigError where the worker in the folder would be told to attach PDFs and cannot.

    A worker that is named by its key is its owner's matter, one that is missing is told of later.
    """
    worker = folder / FILES[_WORKER]
    wanted = attaches({**(before or {}), **given}) and _WORKER not in given
    if wanted and worker.is_file() and not _has_typst(worker):
        raise ConfigError(
            f"AttachPdf is on, and {worker} has no Typst, without which nothing would be sent: run"
            " `make build PDF=1`, or say --parameter AttachPdf=false. Nothing was uploaded"
        )


def _has_typst(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as bundle:
            return any(name.startswith(_TYPST) for name in bundle.namelist())
    except zipfile.BadZipFile:
        return False
