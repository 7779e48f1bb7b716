"""A folder that follows a bucket."""

from pathlib import Path

from receipts.local.files import write_whole


class Mirror:
    """Each object put into the followed bucket becomes a file of the same name."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory.resolve()
        self._bucket: str | None = None

    def follow(self, bucket: str) -> None:
        """Begin."""
        self._bucket = bucket

    def keep(self, bucket: str, key: str, data: bytes) -> None:
        """Write the object's current bytes; other buckets are none of our business."""
        if bucket != self._bucket:
            return
        path = (self._directory / key).resolve()
        if not path.is_relative_to(self._directory):
            raise ValueError(f"{key!r} would be written outside of {self._directory}")
        write_whole(path, data)
