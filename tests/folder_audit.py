"""The audit bucket as a folder: many processes write it, each object once."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from receipts.errors import MissingObjectError


@dataclass(frozen=True)
class FolderAudit:
    root: Path

    def put_new(self, key: str, body: bytes) -> bool:
        path = self.root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        unfinished.write_bytes(body)
        try:
            path.hardlink_to(unfinished)
        except FileExistsError:
            return False
        finally:
            unfinished.unlink()
        return True

    def get(self, key: str) -> bytes:
        if not (self.root / key).exists():
            raise MissingObjectError(key)
        return (self.root / key).read_bytes()

    def get_range(self, key: str, start: int, end: int) -> bytes:
        with (self.root / key).open("rb") as file:
            file.seek(start)
            return file.read(end - start)

    def keys(self, prefix: str) -> Iterator[str]:
        every = (str(p.relative_to(self.root)) for p in self.root.rglob("*") if p.is_file())
        return (key for key in sorted(every) if key.startswith(prefix))

    @property
    def objects(self) -> dict[str, bytes]:
        return {key: self.get(key) for key in self.keys("")}
