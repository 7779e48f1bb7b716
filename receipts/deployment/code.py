"""The code that goes up: what `make build` wrote, under keys that name the very bytes."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from receipts.deployment_names import key_of
from receipts.errors import ConfigError

#: The template's functions run on it.
_ARCHITECTURE = "arm64"
#: The parameter that says where all of it is.
BUCKET = "CodeBucket"
#: What stands behind each parameter of the template, below the folder that `make build` writes.
FILES = {
    "ParserCodeKey": f"{_ARCHITECTURE}/parser.zip",
    "WorkerCodeKey": f"{_ARCHITECTURE}/worker.zip",
    "FeedbackCodeKey": f"{_ARCHITECTURE}/feedback.zip",
    "WatchCodeKey": f"{_ARCHITECTURE}/watch.zip",
    "ReconcileCodeKey": "glue/reconcile.py",
    "LargeFileCodeKey": "glue/parse_large_file.py",
    "PackageCodeKey": "glue/packages.gluewheels.zip",
}
_KEEP = "; to change parameters only, say --keep-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file and where it goes."""

    path: Path
    key: str

    @property
    def words(self) -> str:
        """For whoever waits for it."""
        return f"Uploading {self.path.name} ({self.path.stat().st_size / 1_000_000:,.1f} MB) …"


@dataclass(frozen=True, slots=True)
class Code:
    """Uploads by the parameter that is told their key."""

    uploads: dict[str, Upload]

    def values(self, bucket: str) -> dict[str, str]:
        """What the template's parameters are told."""
        keys = {parameter: upload.key for parameter, upload in self.uploads.items()}
        return {BUCKET: bucket} | keys


def code_in(folder: Path, wanted: Iterable[str], *, is_new: bool) -> Code:
    """The files behind the parameters that are wanted; one ConfigError names all that are missing.

    A parameter that is no code's is passed over.
    """
    paths = {name: folder / FILES[name] for name in wanted if name in FILES}
    missing = sorted({str(path) for path in paths.values() if not path.is_file()})
    if missing:
        raise ConfigError(
            f"there is no {', no '.join(missing)}: run `make build`, or name the folder that it"
            f" wrote with --code{'' if is_new else _KEEP}"
        )
    return Code({name: upload_of(path) for name, path in paths.items()})


def upload_of(path: Path) -> Upload:
    """A changed file is a changed key, and so a changed parameter: CloudFormation notices."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Upload(path=path, key=key_of(digest, path.name))
