"""Files -> a zip that is the same bytes wherever and whenever it is made."""

import zipfile
from pathlib import Path

from bundles.recipe import Files

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
#: Lambda runs code as a user of its own, who must be able to read it.
_MODE = 0o100644
_UNIX = 3


def write_zip(path: Path, files: Files) -> None:
    """Sorted, dated 1980, packed; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name in sorted(files):
            archive.writestr(_entry(name), files[name], compresslevel=6)
    unfinished.replace(path)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIRST_DAY)
    # Wheels are packed already.
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _MODE << 16
    return entry
