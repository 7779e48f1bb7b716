"""A file through Spark into a folder, with executors that may fail."""

import functools
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import SparkSession

from receipts import keys
from receipts.parsing.inputs import Inputs
from receipts.parsing.write import write_run
from receipts.spark.cluster import SparkCluster
from receipts.spark.engine import SparkEngine
from receipts.spark.plan import OpenAudit
from tests.folder_audit import FolderAudit
from tests.unit.spark.comparing import text_of


@dataclass(frozen=True)
class Fragile(FolderAudit):
    """The first call about each object whose name begins with `fails_at` fails."""

    broken: Path
    fails_at: str

    def put_new(self, key: str, body: bytes) -> bool:
        self._breaks(key)
        return super().put_new(key, body)

    def get_range(self, key: str, start: int, end: int) -> bytes:
        self._breaks(f"{key}-{start}")
        return super().get_range(key, start, end)

    def _breaks(self, name: str) -> None:
        if name.startswith(self.fails_at) and FolderAudit(self.broken).put_new(name, b""):
            raise ConnectionError(name)


def by_spark(
    session: SparkSession,
    given: Inputs,
    root: Path,
    *,
    open_audit: OpenAudit | None = None,
    slice_bytes: int = 4000,
) -> dict[str, bytes]:
    """All objects but the text that was made for the executors."""
    audit = FolderAudit(root)
    audit.put_new(keys.input_key(given.sha256), given.data)
    opener = open_audit or functools.partial(FolderAudit, root)
    engine = SparkEngine(SparkCluster(session), opener, slice_bytes=slice_bytes)
    for run in engine.evaluate(given):
        write_run(run, audit, engine)
    made = text_of(given)
    return {key: body for key, body in audit.objects.items() if key != made}
